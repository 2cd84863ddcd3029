import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { afterThrottled, book, initialPace } from "./pace.ts"
import type { Pace } from "./pace.ts"

/** Books one request after the other, the next as soon as the last went, until a time; says when each may go. */
function bookUntil(pace: Pace, untilMs: number, nowMs = 0): { at: number[]; pace: Pace } {
  const at: number[] = []
  let current = pace
  for (let timeMs = nowMs; timeMs < untilMs;) {
    const booked = book(current, timeMs)
    at.push(booked.atMs)
    timeMs = booked.atMs
    current = booked.pace
  }
  return { at, pace: current }
}

const limit = fc.oneof(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0.1, max: 100, noNaN: true }))
const event = fc.oneof(
  { weight: 5, arbitrary: fc.record({ idleMs: fc.oneof(fc.constant(0), fc.nat({ max: 5_000 })) }) },
  { weight: 1, arbitrary: fc.record({ waitMs: fc.nat({ max: 3_000 }) }) },
)

describe("a pace with a limit", () => {
  it("never lets more than the limit, and one, into any second, whatever comes between", () => {
    fc.assert(
      fc.property(limit, fc.array(event, { maxLength: 300 }), (perSecond, events) => {
        let pace = initialPace(perSecond, 0)
        let nowMs = 0
        const at: number[] = []
        for (const happened of events) {
          if ("waitMs" in happened) pace = afterThrottled(pace, nowMs, happened.waitMs)
          else {
            nowMs += happened.idleMs
            const booked = book(pace, nowMs)
            expect(booked.atMs).toBeGreaterThanOrEqual(nowMs)
            at.push(booked.atMs)
            nowMs = booked.atMs
            pace = booked.pace
          }
        }
        const most = Math.max(
          0,
          ...at.map((from, index) => at.slice(index).filter((ms) => ms < from + 1_000).length),
        )
        expect(most).toBeLessThanOrEqual(Math.ceil(perSecond) + 1)
      }),
    )
  })

  it("reaches at least 97 % of it", () => {
    for (const perSecond of [1, 5, 10, 500]) {
      const { at } = bookUntil(initialPace(perSecond, 0), 60_000)
      expect(at.length).toBeGreaterThanOrEqual(perSecond * 60 * 0.97)
      expect(at.length).toBeLessThanOrEqual(perSecond * 60 + 1)
    }
  })

  it("lets nothing go for as long as a 429 asks, then goes slower, and is back after half a minute", () => {
    const { pace } = bookUntil(initialPace(10, 0), 5_000)
    const cut = afterThrottled(pace, 5_000, 2_000)
    const { at } = bookUntil(cut, 60_000, 5_000)
    expect(at[0]).toBeGreaterThanOrEqual(7_000)
    const inFirst = at.filter((ms) => ms < 8_000).length
    const inLast = at.filter((ms) => ms >= 59_000).length
    expect(inFirst).toBeLessThan(10)
    expect(inLast).toBeGreaterThanOrEqual(9)
  })

  it("is cut once for all answers that were on their way together", () => {
    const pace = initialPace(10, 0)
    const once = afterThrottled(pace, 1_000, 0)
    const often = afterThrottled(afterThrottled(once, 1_200, 500), 1_900, 100)
    expect(often.perSecond).toBe(once.perSecond)
    expect(often.nextAtMs).toBe(2_000)
    expect(afterThrottled(often, 2_100, 0).perSecond).toBeLessThan(once.perSecond)
  })

  it("is never faster for a 429 than it was before", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1_000, noNaN: true }),
        fc.array(fc.nat({ max: 3_000 }), { maxLength: 50 }),
        (perSecond, gaps) => {
          let pace = initialPace(perSecond, 0)
          let nowMs = 0
          for (const gapMs of gaps) {
            nowMs += gapMs
            const cut = afterThrottled(pace, nowMs, 0)
            expect(cut.perSecond).toBeLessThanOrEqual(pace.perSecond)
            expect(cut.perSecond).toBeGreaterThan(0)
            pace = book(cut, nowMs).pace
          }
        },
      ),
    )
  })
})

describe("a pace that searches", () => {
  /** A server that takes so many requests a second, and answers 429 to more. */
  function against(serverPerSecond: number, untilMs: number): { good: number; throttled: number } {
    let pace = initialPace(undefined, 0)
    let tokens = serverPerSecond
    let lastMs = 0
    let good = 0
    let throttled = 0
    for (let nowMs = 0; nowMs < untilMs;) {
      const booked = book(pace, nowMs)
      nowMs = booked.atMs
      pace = booked.pace
      tokens = Math.min(serverPerSecond, tokens + ((nowMs - lastMs) * serverPerSecond) / 1_000)
      lastMs = nowMs
      if (tokens >= 1) {
        tokens -= 1
        good += 1
      } else {
        throttled += 1
        pace = afterThrottled(pace, nowMs, 500)
      }
    }
    return { good, throttled }
  }

  it.each([20, 60, 200, 1_000])(
    "finds a server's %d a second, and seldom runs into its limit",
    (serverPerSecond) => {
      const { good, throttled } = against(serverPerSecond, 120_000)
      expect(good).toBeGreaterThan(serverPerSecond * 120 * 0.8)
      expect(throttled).toBeLessThan(good / 50)
    },
  )

  it("soon goes fast again after a minute without a 429, however slow many of them have made it", () => {
    let pace = initialPace(undefined, 0)
    let nowMs = 0
    for (; pace.perSecond > 0.2; nowMs += 5_000) pace = afterThrottled(book(pace, nowMs).pace, nowMs, 0)
    const cutAtMs = nowMs
    for (; nowMs < cutAtMs + 90_000; nowMs = Math.max(nowMs + 1, pace.nextAtMs - 1))
      pace = book(pace, nowMs).pace
    expect(pace.perSecond).toBeGreaterThan(50)
  })

  it("comes down at once after an hour in which something else was slower than the pace", () => {
    let pace = initialPace(undefined, 0)
    // Answers take long: no more than ten requests a second are ever made, so the pace is never what limits them.
    for (let nowMs = 0; nowMs < 3_600_000; nowMs += 100) pace = book(pace, nowMs).pace
    expect(pace.perSecond).toBeLessThan(1_000)
  })
})
