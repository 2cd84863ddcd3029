import { describe, expect, it } from "vitest"
import { VirtualClock } from "../../../tests/kit/virtual-clock.ts"
import { Health } from "./health.ts"

const after = async (clock: VirtualClock, durationMs: number): Promise<void> =>
  clock.run(clock.sleep(durationMs))

describe("Health", () => {
  it("is an outage once nothing worked for as long as the bound, and no longer when something did", async () => {
    const clock = new VirtualClock()
    const health = new Health(clock, 600_000)
    health.failed("503")
    await after(clock, 599_999)
    health.failed("503")
    expect(health.isOutage).toBe(false)
    await after(clock, 1)
    expect(health.isOutage).toBe(true)
    health.good()
    expect(health.isOutage).toBe(false)
  })

  it("takes no quiet time, in which nothing was sent, for an outage", async () => {
    const clock = new VirtualClock()
    const health = new Health(clock, 600_000, 60_000)
    health.good()
    // The source gives nothing for an hour; then the first request meets a single 503.
    await after(clock, 3_600_000)
    health.failed("503")
    expect(health.isOutage).toBe(false)
  })

  it("counts from when the first request left that brought nothing, or from a good answer after it", async () => {
    const clock = new VirtualClock()
    const health = new Health(clock, 600_000, 60_000)
    health.started()
    await after(clock, 200_000)
    health.started()
    await after(clock, 200_000)
    // A server that was never reached so far is waited for less long.
    expect([health.patienceMs, health.patienceWithAnswersMs]).toEqual([0, 200_000])
    health.ended()
    health.good()
    await after(clock, 599_999)
    health.ended()
    health.failed("503")
    expect([health.isOutage, health.patienceMs]).toEqual([false, 1])
    await after(clock, 1)
    expect(health.isOutage).toBe(true)
    // Nothing is under way.
    health.good()
    await after(clock, 600_000)
    health.failed("503")
    expect(health.isOutage).toBe(false)
  })

  it("is overdue only by the time in which there was something to send", async () => {
    const clock = new VirtualClock()
    const health = new Health(clock, 600_000)
    health.good()
    health.rested(300_000)
    health.started()
    await after(clock, 599_999)
    health.ended()
    health.failed("503")
    expect(health.isOverdue).toBe(false)
    await after(clock, 3_600_000)
    health.rested(3_600_000)
    health.started()
    expect([health.isOverdue, health.patienceWithAnswersMs]).toEqual([false, 1])
    await after(clock, 1)
    expect([health.isOverdue, health.patienceWithAnswersMs]).toEqual([true, 0])
  })

  it("knows whether something worked after a moment", async () => {
    const clock = new VirtualClock()
    const health = new Health(clock, 1_000)
    await after(clock, 10)
    expect(health.goodSince(10)).toBe(false)
    await after(clock, 10)
    health.good()
    expect([health.goodSince(10), health.goodSince(20)]).toEqual([true, false])
  })

  it("says for how long nothing worked", () => {
    const clock = new VirtualClock()
    const health = new Health(clock, 600_000)
    health.good()
    health.failed("503")
    health.failed("connect ECONNREFUSED", false)
    expect(health.describe()).toBe(
      "Iterable has not worked for 10 min; the last failure: connect ECONNREFUSED",
    )
  })

  it("gives up sooner on a server that was never reached", async () => {
    const clock = new VirtualClock()
    const health = new Health(clock, 600_000, 60_000)
    health.failed("ENOTFOUND", false)
    await after(clock, 60_000)
    expect(health.isOutage).toBe(true)
    expect(health.describe()).toBe("The server could not be reached for 1 min; the last failure: ENOTFOUND")
    health.failed("503")
    expect(health.isOutage).toBe(false)
  })

  it("does so no sooner than the bound where none is given for that", async () => {
    const clock = new VirtualClock()
    const health = new Health(clock, 600_000)
    health.failed("ENOTFOUND", false)
    await after(clock, 599_999)
    expect(health.isOutage).toBe(false)
    await after(clock, 1)
    expect(health.describe()).toBe("The server could not be reached for 10 min; the last failure: ENOTFOUND")
    expect(health.isOutage).toBe(true)
  })
})
