import { describe, expect, it } from "vitest"
import { plainProgressLine, progressLine } from "./progress-line.ts"
import type { ProgressView } from "./progress-meter.ts"

const VIEW: ProgressView = {
  fraction: 0.456,
  records: 12_345,
  recordsPerSecond: 3_210.4,
  rejects: 12,
  leftMs: 47_000,
  requests: 1,
  paces: [{ endpoint: "users", perSecond: 4.76, limitPerSecond: 4.9 }],
  throttled: 3,
  repaired: 2,
  trouble: undefined,
  isStopping: false,
}

describe("progressLine()", () => {
  it("shows all where there is room", () => {
    expect(progressLine(VIEW, 180)).toBe(
      "[#########-----------]   45%  12,345 records  3,210/s  12 rejected  50 s left  1 request  4.8 requests/s (limit 4.9)  2 requests refused  3 answered 429",
    )
  })

  it("leaves out what matters least where there is not", () => {
    expect(progressLine(VIEW, 80)).toMatch(/^\[#.*50 s left$/)
    expect(progressLine(VIEW, 60)).toBe(" 45%  12,345 records  3,210/s  12 rejected  50 s left")
    expect(progressLine(VIEW, 30)).toBe(" 45%  12,345 records")
  })

  it("always fits, with the last column free", () => {
    for (let columns = 1; columns < 200; columns++) {
      const line = progressLine({ ...VIEW, trouble: "no answer within 60 seconds" }, columns)
      expect(line.length).toBeLessThan(columns)
    }
  })

  it("moves on an ordinary terminal while refused records are searched for", () => {
    const view = { ...VIEW, fraction: 0, records: 0, recordsPerSecond: 0, rejects: 0, leftMs: undefined }
    expect(progressLine({ ...view, requests: 1_400, throttled: 0, repaired: 700 }, 80)).toBe(
      "[--------------------]    0%  0 records  0/s  0 rejected  700 requests refused",
    )
  })

  it("says 100 % only at the end", () => {
    expect(progressLine({ ...VIEW, fraction: 0.9999 }, 120)).toContain("[###################-]   99%")
    expect(progressLine({ ...VIEW, fraction: 1 }, 120)).toContain("[####################]  100%")
  })

  it("says that it is stopping, instead of the time left", () => {
    expect(progressLine({ ...VIEW, leftMs: undefined, isStopping: true }, 80)).toContain(
      "12 rejected  stopping",
    )
  })

  it("says what goes wrong, before lesser numbers", () => {
    const line = progressLine({ ...VIEW, leftMs: undefined, trouble: "connect\n ECONNREFUSED" }, 80)
    expect(line).toContain("trying again: connect ECONNREFUSED")
  })
})

describe("the pace of requests", () => {
  it("is told by endpoint where there are several, and without a limit where there is none", () => {
    const paces: ProgressView["paces"] = [
      { endpoint: "users", perSecond: 4.9, limitPerSecond: 4.9 },
      { endpoint: "purchases", perSecond: 1_234.5, limitPerSecond: undefined },
    ]
    expect(plainProgressLine({ ...VIEW, paces })).toContain(
      ", users 4.9 requests/s (limit 4.9), purchases 1,235 requests/s, ",
    )
  })
})

describe("plainProgressLine()", () => {
  it("shows all but the bar", () => {
    expect(plainProgressLine(VIEW)).toBe(
      "45%, 12,345 records, 3,210/s, 12 rejected, 50 s left, 1 request, 4.8 requests/s (limit 4.9), 2 requests refused, 3 answered 429",
    )
    expect(
      plainProgressLine({
        ...VIEW,
        fraction: undefined,
        leftMs: undefined,
        throttled: 0,
        repaired: 0,
        paces: [],
      }),
    ).toBe("12,345 records, 3,210/s, 12 rejected, 1 request")
  })
})
