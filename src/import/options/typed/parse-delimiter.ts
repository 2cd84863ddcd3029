import { UsageError } from "../../../errors.ts"
import { characterOf } from "./parse-character.ts"

const NAMES: Readonly<Record<string, string>> = {
  comma: ",",
  semicolon: ";",
  pipe: "|",
  bar: "|",
  tab: "\t",
  space: " ",
}

/**
 * Reads the value of `--delimiter`: the name of a character, itself, or one of the ways to write what cannot be typed.
 *
 * @throws {@link UsageError} if it is none of these.
 */
export function parseDelimiter(text: string): string {
  const name = text.toLowerCase()
  const delimiter = Object.hasOwn(NAMES, name) ? NAMES[name] : characterOf(text)
  if (delimiter !== undefined && !["\r", "\n", "\0", '"'].includes(delimiter)) return delimiter
  throw new UsageError(
    `--delimiter is ${JSON.stringify(text)}; it must be comma, semicolon, tab or pipe, or one character, also written as \\t, \\x01 or \\u0001.`,
  )
}
