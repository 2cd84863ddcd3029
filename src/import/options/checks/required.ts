import { UsageError } from "../../../errors.ts"
import type { Check } from "./check.ts"

/** Refuses an option that is not given, or is nothing of its kind; `what` says what it is, and what else can be done. */
export function required(what: string, isRight: (value: unknown) => boolean): Check {
  return (value, name) => {
    if (!isRight(value)) throw new UsageError(`${name} is missing: ${what}`)
  }
}
