import { UsageError } from "../../../errors.ts"
import { ALL_KINDS } from "../../../kinds/all-kinds.ts"
import { checkOptionNames } from "../check-options.ts"

/**
 * Refuses what are no requests per second above 0, by endpoints that exist, nor `off`.
 *
 * @throws {@link UsageError} if they are not.
 */
export function checkRateLimits(limits: unknown): void {
  if (limits === "off") return
  const rates = limits as Readonly<Record<string, unknown>>
  checkOptionNames(
    rates,
    ALL_KINDS.endpoints.map(({ name }) => name),
  )
  for (const [endpoint, rate] of Object.entries(rates)) {
    if (!(Number.isFinite(rate) && (rate as number) > 0)) {
      throw new UsageError(
        `The rate limit of ${endpoint} is ${String(rate)}; it must be a number of requests per second above 0.`,
      )
    }
  }
}
