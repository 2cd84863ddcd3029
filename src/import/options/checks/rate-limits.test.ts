import { describe, expect, it } from "vitest"
import { checkRateLimits } from "./rate-limits.ts"

describe("checkRateLimits()", () => {
  it("takes rates by endpoint, or off, or nothing", () => {
    for (const limits of ["off", {}, { users: 2.5 }]) expect(() => checkRateLimits(limits)).not.toThrow()
  })

  it.each<[unknown, RegExp]>([
    [{ user: 5 }, /no option "user"/],
    [{ users: 0 }, /rate limit of users is 0/],
    [{ events: -1 }, /rate limit of events/],
    [{ purchases: Number.NaN }, /rate limit of purchases is NaN/],
    [{ users: "5" }, /rate limit of users/],
    ["on", /must be an object/],
  ])("refuses %j", (limits, message) => {
    expect(() => checkRateLimits(limits)).toThrow(message)
  })
})
