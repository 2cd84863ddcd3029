import { expect, it } from "vitest"
import { UsageError } from "../../../errors.ts"
import { wholeNumberFrom } from "./whole-number-from.ts"

it("wholeNumberFrom() takes whole numbers from the least on", () => {
  expect(() => wholeNumberFrom(1)(1, "n")).not.toThrow()
  expect(() => wholeNumberFrom(0)(0, "n")).not.toThrow()
})

it.each([0, -1, 1.5, Number.NaN, Infinity, "5", null, 2 ** 53])(
  "wholeNumberFrom(1) refuses %j, and names the option",
  (value) => {
    expect(() => wholeNumberFrom(1)(value, "maxOutageMs")).toThrow(
      new UsageError(`maxOutageMs is ${String(value)}; it must be a whole number from 1.`),
    )
  },
)
