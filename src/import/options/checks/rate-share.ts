import { UsageError } from "../../../errors.ts"

/**
 * Refuses what is no share above 0 and up to 1.
 *
 * @throws {@link UsageError} if it is not.
 */
export function checkRateShare(share: unknown): void {
  if (!((share as number) > 0 && (share as number) <= 1))
    throw new UsageError(`rateShare is ${String(share)}; it must be above 0 and at most 1.`)
}
