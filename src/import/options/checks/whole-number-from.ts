import { UsageError } from "../../../errors.ts"
import type { Check } from "./check.ts"

/** Refuses what is no whole number of at least `least`. */
export function wholeNumberFrom(least: number): Check {
  return (value, name) => {
    if (!Number.isSafeInteger(value) || (value as number) < least)
      throw new UsageError(`${name} is ${String(value)}; it must be a whole number from ${least}.`)
  }
}
