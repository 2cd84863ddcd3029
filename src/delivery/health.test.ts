import { describe, expect, it } from "vitest"
import { VirtualClock } from "../../tests/kit/virtual-clock.ts"
import { Health } from "./health.ts"

const after = async (clock: VirtualClock, durationMs: number): Promise<void> =>
  clock.run(clock.sleep(durationMs))

describe("Health", () => {
  it("is an outage once nothing worked for as long as the bound, and no longer when something did", async () => {
    const clock = new VirtualClock()
    const health = new Health(clock, 600_000)
    health.failed()
    await after(clock, 599_999)
    health.failed()
    expect(health.isOutage).toBe(false)
    await after(clock, 1)
    expect(health.isOutage).toBe(true)
    health.good()
    expect(health.isOutage).toBe(false)
  })

  it("takes no quiet time, in which nothing was sent, for an outage", async () => {
    const clock = new VirtualClock()
    const health = new Health(clock, 600_000)
    health.good()
    // The source gives nothing for an hour; then the first request meets a single 503.
    await after(clock, 3_600_000)
    health.failed()
    expect(health.isOutage).toBe(false)
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
    expect(health.describe("connect ECONNREFUSED")).toBe(
      "Iterable has not worked for 10 min; the last failure: connect ECONNREFUSED",
    )
  })

  it("gives up sooner on a server that was never reached", async () => {
    const clock = new VirtualClock()
    const health = new Health(clock, 600_000)
    health.failed(false)
    await after(clock, 60_000)
    expect(health.isOutage).toBe(true)
    expect(health.describe("ENOTFOUND")).toBe(
      "The server could not be reached for 1 min; the last failure: ENOTFOUND",
    )
    health.failed(true)
    expect(health.isOutage).toBe(false)
  })
})
