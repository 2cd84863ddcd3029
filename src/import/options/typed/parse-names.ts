import { UsageError } from "../../../errors.ts"

/**
 * Reads names with commas between them.
 *
 * @param what what they are names of, such as `columns`
 * @throws {@link UsageError} if one is empty.
 */
export function parseNames(text: string, flag: string, what: string, example: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim())
  if (!names.includes("")) return names
  throw new UsageError(
    `${flag} is ${JSON.stringify(text)}; it must be the names of one or more ${what}, with commas between them, such as ${example}.`,
  )
}
