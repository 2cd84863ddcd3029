import { UsageError } from "../../../errors.ts"
import type { Check } from "./check.ts"

/** Refuses what is none of some values; `words` name them after "it must be". */
export function oneOf(values: readonly unknown[], words: string): Check {
  return (value, name) => {
    if (!values.includes(value))
      throw new UsageError(`${name} is ${JSON.stringify(value)}; it must be ${words}.`)
  }
}

/** Refuses what is neither true nor false: `dryRun: "no"` must not be guessed at. */
export const trueOrFalse: Check = oneOf([true, false], "true or false")
