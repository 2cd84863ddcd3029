import { UsageError } from "../../../errors.ts"
import type { MaxRejects } from "../../../accounting/reject-budget.ts"

/**
 * Reads the value of `--max-rejects`: a number of records, a percentage, or `off`.
 *
 * @throws {@link UsageError} if it is none of them.
 */
export function parseMaxRejects(text: string): MaxRejects {
  const value = text.trim()
  if (value === "off") return value
  if (/^\d{1,15}$/.test(value)) return Number(value)
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(value)?.[1]
  if (percent !== undefined && Number(percent) <= 100) return `${Number(percent)}%`
  throw new UsageError(
    `--max-rejects: "${text}" must be a whole number such as 100, a percentage such as 5%, or off.`,
  )
}
