import { UsageError } from "../../../errors.ts"

/**
 * Reads the value of a flag that is a whole number from 0.
 *
 * @throws {@link UsageError} if it is none.
 */
export function parseWholeNumber(text: string, flag: string): number {
  if (/^\d{1,15}$/.test(text.trim())) return Number(text)
  throw new UsageError(`${flag} is ${JSON.stringify(text)}; it must be a whole number from 0.`)
}
