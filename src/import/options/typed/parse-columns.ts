import { parseNames } from "./parse-names.ts"

/**
 * Reads the value of `--ids-from`: the names of columns, with commas between them.
 *
 * @throws {@link UsageError} if one is empty.
 */
export function parseColumns(text: string): readonly string[] {
  return parseNames(text, "--ids-from", "columns", "order_id,position")
}
