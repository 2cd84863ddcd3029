import { UsageError } from "../../../errors.ts"
import { csvRowFields } from "../../../sources/formats/csv/csv-row-fields.ts"

/**
 * Reads the value of `--columns`: names with commas between them, those that hold commas between quotes.
 *
 * @throws {@link UsageError} if one is empty, or twice there.
 */
export function parseColumnNames(text: string, flag: string): readonly string[] {
  const names = csvRowFields(Buffer.from(text), ",", "\n")?.map((name) => name.trim()) ?? []
  if (names.length > 0 && !names.includes("") && new Set(names).size === names.length) return names
  throw new UsageError(
    `${flag} is ${JSON.stringify(text)}; it must be the names of all columns, each another one, with commas between them, such as email,name.`,
  )
}
