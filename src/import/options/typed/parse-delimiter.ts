import { UsageError } from "../../../errors.ts"
import type { CsvDelimiter } from "../../../sources/formats/csv/csv-delimiter.ts"

const DELIMITERS: Readonly<Record<string, CsvDelimiter>> = {
  ",": ",",
  ";": ";",
  "|": "|",
  "\t": "\t",
  comma: ",",
  semicolon: ";",
  pipe: "|",
  tab: "\t",
}

/**
 * Reads the value of `--delimiter`: the name of a character, or itself.
 *
 * @throws {@link UsageError} if it is neither.
 */
export function parseDelimiter(text: string): CsvDelimiter {
  const delimiter = Object.hasOwn(DELIMITERS, text) ? DELIMITERS[text] : undefined
  if (delimiter !== undefined) return delimiter
  throw new UsageError(
    `--delimiter is ${JSON.stringify(text)}; it must be comma, semicolon, tab or pipe, or one of the characters , ; | themselves.`,
  )
}
