import { describe, expect, it } from "vitest"
import { VirtualClock } from "../../../tests/kit/virtual-clock.ts"
import { Gate } from "./gate.ts"

const NEVER = new AbortController().signal

async function timesOf(gate: Gate, clock: VirtualClock, count: number): Promise<number[]> {
  const times: number[] = []
  await clock.run(
    Promise.all(
      Array.from({ length: count }, async () => {
        await gate.pass(NEVER)
        times.push(clock.elapsedMs())
      }),
    ),
  )
  return times
}

describe("Gate", () => {
  it("spaces requests evenly, however many come at once", async () => {
    const clock = new VirtualClock()
    const times = await timesOf(new Gate({ rate: 10, maxInFlight: 8 }, clock), clock, 21)
    expect(times[0]).toBe(0)
    expect(times.at(-1)).toBeGreaterThanOrEqual(2_000)
    expect(times.at(-1)).toBeLessThan(2_100)
    expect(times).toEqual(times.toSorted((one, other) => one - other))
  })

  it("lets all through at once where there is no limit, and then leaves the wait for a 429 to the caller", async () => {
    const clock = new VirtualClock()
    const gate = new Gate({ rate: "off", maxInFlight: 4 }, clock)
    expect(await timesOf(gate, clock, 50)).toEqual(Array(50).fill(0))
    expect(gate.throttled(700)).toBe(700)
    expect(gate.inFlightWanted).toBe(4)
  })

  it("lets nobody through for as long as a 429 asks, and the caller need not wait itself", async () => {
    const clock = new VirtualClock()
    const gate = new Gate({ rate: 10, maxInFlight: 8 }, clock)
    expect(gate.throttled(3_000)).toBe(0)
    const [first] = await timesOf(gate, clock, 1)
    expect(first).toBeGreaterThanOrEqual(3_000)
  })

  it("lets who waits go when the signal aborts", async () => {
    const clock = new VirtualClock()
    const gate = new Gate({ rate: 1, maxInFlight: 8 }, clock)
    const abort = new AbortController()
    await clock.run(gate.pass(abort.signal))
    const waiting = gate.pass(abort.signal)
    abort.abort()
    await clock.run(waiting)
    expect(clock.elapsedMs()).toBe(0)
  })

  it("wants as many in flight as the rate needs at the measured latency, one more, and no more than the bound", () => {
    const gate = new Gate({ rate: 10, maxInFlight: 8 }, new VirtualClock())
    expect(gate.inFlightWanted).toBe(1)
    gate.answered(300)
    expect(gate.inFlightWanted).toBe(4)
    for (let answers = 0; answers < 100; answers += 1) gate.answered(60_000)
    expect(gate.inFlightWanted).toBe(8)
    for (let answers = 0; answers < 100; answers += 1) gate.answered(1)
    expect(gate.inFlightWanted).toBe(2)
  })

  it("holds back also who was waiting for his turn when a 429 came", async () => {
    const clock = new VirtualClock()
    const gate = new Gate({ rate: 10, maxInFlight: 8 }, clock)
    await clock.run(gate.pass(NEVER))
    const waiting = gate.pass(NEVER)
    gate.throttled(5_000)
    await clock.run(waiting)
    expect(clock.elapsedMs()).toBeGreaterThanOrEqual(5_000)
  })
})
