import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parseRetryAfterMs, waitAskedMs } from "./retry-after.ts"

const NOW_MS = Date.UTC(2026, 0, 1)
const asked = (rateLimitReset: unknown, retryAfter?: string): number | undefined =>
  waitAskedMs({ code: "RateLimitExceeded", message: "", params: { rateLimitReset } }, retryAfter, NOW_MS)

describe("waitAskedMs()", () => {
  it("takes rateLimitReset as number or text, whole or with a fraction", () => {
    expect([2, "2", 0.25, "0.25", 0, " 3 "].map((reset) => asked(reset))).toEqual([
      2_000, 2_000, 250, 250, 0, 3_000,
    ])
  })

  it("believes in a wait of hours or days", () => {
    expect([7_200, "86400", 31 * 86_400].map((reset) => asked(reset))).toEqual([
      7_200_000, 86_400_000, 2_678_400_000,
    ])
    expect(asked(undefined, new Date(NOW_MS + 7_200_000).toUTCString())).toBe(7_200_000)
  })

  it("never waits less than asked", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 3_600, noNaN: true }), (seconds) => {
        expect(asked(seconds)).toBeGreaterThanOrEqual(seconds * 1_000)
        expect(asked(seconds)).toBeLessThanOrEqual(seconds * 1_000 + 1)
      }),
    )
  })

  it("goes before the header, which counts where the body does not say", () => {
    expect(asked(2, "9")).toBe(2_000)
    expect(asked(undefined, "9")).toBe(9_000)
    expect(asked("soon", "9")).toBe(9_000)
  })

  it.each([
    -1,
    "-1",
    "",
    " ",
    "1e3",
    "0x10",
    "2s",
    Number.NaN,
    Infinity,
    null,
    {},
    [5],
    true,
    31 * 86_400 + 1,
    1_767_225_600,
    "99999999999999",
  ])("takes %j for garbage", (reset) => {
    expect(asked(reset)).toBeUndefined()
  })
})

describe("parseRetryAfterMs()", () => {
  it("takes a date of HTTP, to the second", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_600 }), (seconds) => {
        const date = new Date(NOW_MS + seconds * 1_000).toUTCString()
        expect(parseRetryAfterMs(date, NOW_MS)).toBe(seconds * 1_000)
      }),
    )
  })

  it("does not wait for a date that has passed", () => {
    expect(parseRetryAfterMs("Wed, 31 Dec 2025 23:59:00 GMT", NOW_MS)).toBe(0)
  })

  it.each([
    "Fri, 01 Jan 2027 00:00:00 GMT",
    "Thu, 99 Jan 2026 00:00:00 GMT",
    "2026-01-01",
    "tomorrow",
    "1;2",
    "٣",
  ])("takes %j for garbage", (value) => {
    expect(parseRetryAfterMs(value, NOW_MS)).toBeUndefined()
  })

  it("gives a wait between nothing and an hour, or none, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9.,: +-]{0,12}$/)), (value) => {
        const waitMs = parseRetryAfterMs(value, NOW_MS) ?? 0
        expect(waitMs).toBeGreaterThanOrEqual(0)
        expect(waitMs).toBeLessThanOrEqual(3_600_000)
      }),
    )
  })
})
