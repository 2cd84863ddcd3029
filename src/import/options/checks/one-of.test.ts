import { expect, it } from "vitest"
import { UsageError } from "../../../errors.ts"
import { oneOf, trueOrFalse } from "./one-of.ts"

it("oneOf() takes those values, and says what else there is for others", () => {
  const check = oneOf(["same", "new"], '"same" or "new"')
  expect(() => check("new", "ifChanged")).not.toThrow()
  for (const value of ["NEW", "toString", "", null, 5])
    expect(() => check(value, "ifChanged")).toThrow(
      new UsageError(`ifChanged is ${JSON.stringify(value)}; it must be "same" or "new".`),
    )
})

it("trueOrFalse() guesses at nothing", () => {
  for (const value of [true, false]) expect(() => trueOrFalse(value, "dryRun")).not.toThrow()
  for (const value of ["no", 0, null])
    expect(() => trueOrFalse(value, "dryRun")).toThrow(
      new UsageError(`dryRun is ${JSON.stringify(value)}; it must be true or false.`),
    )
})
