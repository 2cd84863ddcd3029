import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { REPORT_PAGE_NUMBERS } from "./report-page-numbers.ts"

const { bytes, compact, count, countOf, duration, percent, rate, span, time } = REPORT_PAGE_NUMBERS

describe("REPORT_PAGE_NUMBERS", () => {
  it("writes counts", () => {
    expect([0, 999, 1_234_567].map(count)).toEqual(["0", "999", "1,234,567"])
    expect([countOf(1, "record"), countOf(2, "record"), countOf(0, "record was", "records were")]).toEqual([
      "1 record",
      "2 records",
      "0 records were",
    ])
    expect([0, 2.5, 999, 1_500, 2_000_000].map(compact)).toEqual(["0", "2.5", "999", "1.5K", "2M"])
    expect([0, 0.123, 4.94, 83_512.4].map(rate)).toEqual(["0", "0.12", "4.9", "83,512"])
  })

  it("writes bytes", () => {
    expect([0, 1, 999, 1_000, 999_960, 1_204_331_009].map(bytes)).toEqual([
      "0 bytes",
      "1 byte",
      "999 bytes",
      "1.0 kB",
      "1.0 MB",
      "1.2 GB",
    ])
  })

  it("writes shares, which are all or nothing only where they are", () => {
    expect([percent(0, 0), percent(1, 3), percent(1, 1e6), percent(1e6 - 1, 1e6), percent(6, 5)]).toEqual([
      "0%",
      "33.3%",
      "< 0.1%",
      "> 99.9%",
      "100%",
    ])
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (part, more) => {
        const whole = part + more
        expect(percent(part, whole) === "100%").toBe(whole > 0 && more === 0)
        expect(percent(part, whole) === "0%").toBe(part === 0)
      }),
    )
  })

  it("writes how long something took", () => {
    const times = [0, 310, 9_949, 9_950, 59_499, 60_000, 125_000, 3_600_000, 3_720_000, 100 * 3_600_000]
    expect(times.map(duration)).toEqual([
      "0 s",
      "0.3 s",
      "9.9 s",
      "10 s",
      "59 s",
      "1 min",
      "2 min 5 s",
      "1 h",
      "1 h 2 min",
      "4 d 4 h",
    ])
  })

  it("writes moments", () => {
    expect(time("2026-01-03T09:04:11.000Z")).toBe("3 Jan 2026, 09:04 UTC")
    expect(time("yesterday")).toBe("yesterday")
    expect(span("2026-01-03T09:04:11.000Z", "2026-01-03T10:00:00Z")).toBe("3 Jan 2026, 09:04 – 10:00 UTC")
    expect(span("2026-01-03T09:04:11.000Z", "2026-01-03T09:04:12Z")).toBe("3 Jan 2026, 09:04 UTC")
    expect(span("2026-01-03T09:04:11.000Z", "2026-01-04T09:04:12Z")).toBe(
      "3 Jan 2026, 09:04 UTC – 4 Jan 2026, 09:04 UTC",
    )
  })
})
