import { getEventListeners } from "node:events"
import { describe, expect, it } from "vitest"
import { isoTime } from "./iso-time.ts"
import { silentLogger } from "./logger.ts"
import { systemRandom } from "./random.ts"
import { systemClock } from "./system-clock.ts"

describe("systemClock", () => {
  it("sleeps for as long as it is told, and never goes back", async () => {
    const startedMs = systemClock.elapsedMs()
    await systemClock.sleep(20)
    expect(systemClock.elapsedMs() - startedMs).toBeGreaterThanOrEqual(19)
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000)
  })

  it("wakes when the signal aborts, before or during the sleep, and leaves no listener behind", async () => {
    const abort = new AbortController()
    await systemClock.sleep(1, abort.signal)
    expect(getEventListeners(abort.signal, "abort")).toEqual([])
    const sleeping = systemClock.sleep(3_600_000, abort.signal)
    expect(getEventListeners(abort.signal, "abort")).toHaveLength(1)
    abort.abort()
    await sleeping
    await systemClock.sleep(3_600_000, abort.signal)
    expect(getEventListeners(abort.signal, "abort")).toEqual([])
  })
})

describe("the rest of the machine", () => {
  it("says a moment in ISO 8601, draws from 0 to 1, and logs nothing by default", () => {
    expect(isoTime(0)).toBe("1970-01-01T00:00:00.000Z")
    const draws = Array.from({ length: 100 }, systemRandom)
    expect(draws.every((draw) => draw >= 0 && draw < 1)).toBe(true)
    for (const level of ["debug", "info", "warn", "error"] as const)
      expect(silentLogger[level]("x", { a: 1 })).toBeUndefined()
  })
})
