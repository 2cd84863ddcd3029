import { UsageError } from "../../../errors.ts"

/**
 * Reads the value of `--ids-from`: the names of columns, with commas between them.
 *
 * @throws {@link UsageError} if one is empty.
 */
export function parseColumns(text: string): readonly string[] {
  const columns = text.split(",").map((column) => column.trim())
  if (!columns.includes("")) return columns
  throw new UsageError(
    `--ids-from is ${JSON.stringify(text)}; it must be the names of one or more columns, with commas between them, such as order_id,position.`,
  )
}
