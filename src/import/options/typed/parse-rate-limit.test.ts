import { describe, expect, it } from "vitest"
import { UsageError } from "../../../errors.ts"
import { parseRateLimit } from "./parse-rate-limit.ts"

describe("parseRateLimit()", () => {
  it.each([
    ["off", "off"],
    ["users=5", { users: 5 }],
    ["users=2.5, purchases=200 ,events=10", { users: 2.5, purchases: 200, events: 10 }],
  ])("reads %s", (text, limits) => expect(parseRateLimit(text)).toEqual(limits))

  it.each([
    ["", '""'],
    ["5", '"5"'],
    ["users=5,evnts=10", '"evnts=10"'],
    ["users=fast", '"fast"'],
    ["users=0", '"0"'],
    ["users=-1", '"-1"'],
    ["users=1=2", '"users=1=2"'],
    ["users=1,users=2", "users is given twice"],
    ["__proto__=1", "__proto__"],
  ])("refuses %s and names what is wrong", (text, part) => {
    expect(() => parseRateLimit(text)).toThrow(UsageError)
    expect(() => parseRateLimit(text)).toThrow(part)
  })
})
