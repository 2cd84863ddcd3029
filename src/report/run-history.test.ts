import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { RunHistory, fewerPoints, totalOf } from "./run-history.ts"
import type { HistoryPoint, RunSample } from "./run-history.ts"

const COUNTS = {
  settled: 0,
  imported: 0,
  rejected: 0,
  requests: 0,
  retried: 0,
  throttled: 0,
  bodyBytes: 0,
  answers: 0,
  latencyTotalMs: 0,
  inFlight: 0,
}
const sampleOf = (changes: Partial<RunSample>): RunSample => ({ ...COUNTS, ...changes })

/** Runs of an import: how long nothing ran before each, and what was noted when. */
const runs = fc.array(
  fc.record({
    pauseMs: fc.nat({ max: 100_000 }),
    steps: fc.array(
      fc.record({
        afterMs: fc.nat({ max: 5_000 }),
        settled: fc.nat({ max: 20_000 }),
        requests: fc.nat({ max: 50 }),
        latencyTotalMs: fc.nat({ max: 9_000 }),
        inFlight: fc.nat({ max: 8 }),
        pacePerSecond: fc.option(fc.nat({ max: 20 }), { nil: undefined }),
      }),
      { maxLength: 40 },
    ),
  }),
  { minLength: 1, maxLength: 8 },
)

type Runs = typeof runs extends fc.Arbitrary<infer Value> ? Value : never

/** Replays runs; between them the history goes through JSON, as it does through a journal. */
function replayed(all: Runs, maxPoints: number): RunHistory {
  let history = new RunHistory(undefined, maxPoints)
  let nowMs = 1_800_000_000_000
  let settled = 0
  for (const { pauseMs, steps } of all) {
    history = new RunHistory(JSON.parse(JSON.stringify(history)), maxPoints)
    nowMs += pauseMs
    // Records go on from where they were, requests are counted afresh.
    history.begin(nowMs, sampleOf({ settled }))
    let elapsedMs = 0
    let requests = 0
    let latencyTotalMs = 0
    for (const step of steps) {
      elapsedMs += step.afterMs
      settled += step.settled
      requests += step.requests
      latencyTotalMs += step.latencyTotalMs
      const { inFlight, pacePerSecond } = step
      const channels = { users: { requests, throttled: 0, pacePerSecond } }
      history.note(elapsedMs, sampleOf({ settled, requests, latencyTotalMs, inFlight, channels }))
    }
    nowMs += elapsedMs
  }
  return history
}

describe("RunHistory", () => {
  it("keeps all sums whatever is merged, over runs and through JSON, in a bounded number of points", () => {
    fc.assert(
      fc.property(runs, fc.integer({ min: 1, max: 12 }), (all, maxPoints) => {
        const history = replayed(all, maxPoints)
        expect(history.points.length).toBeLessThanOrEqual(maxPoints)
        const total = totalOf(history.points)
        const noted = all.filter(({ steps }) => steps.length > 0)
        const steps = noted.flatMap((run) => run.steps)
        const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0)
        expect(total.durationMs).toBe(sum(steps.map(({ afterMs }) => afterMs)))
        expect(total.settled).toBe(sum(steps.map((step) => step.settled)))
        expect(total.requests).toBe(sum(steps.map((step) => step.requests)))
        expect(total.usersRequests).toBe(total.requests)
        expect(total.latencyTotalMs).toBe(sum(steps.map((step) => step.latencyTotalMs)))
        expect(total.inFlightMs).toBe(sum(steps.map((step) => step.inFlight * step.afterMs)))
        expect(total.usersPaceMs).toBe(sum(steps.map((step) => (step.pacePerSecond ?? 0) * step.afterMs)))
        expect(total.runsBegun).toBe(noted.length)
      }),
    )
  })

  it("knows how long nothing ran between two runs", () => {
    const first = new RunHistory()
    first.begin(1_000_000)
    first.note(2_000, sampleOf({ settled: 10 }))
    const second = new RunHistory(JSON.parse(JSON.stringify(first)))
    second.begin(1_062_000, sampleOf({ settled: 10 }))
    second.note(500, sampleOf({ settled: 30 }))
    expect(second.points).toMatchObject([
      { durationMs: 2_000, settled: 10, runsBegun: 1, pauseMs: 0 },
      { durationMs: 500, settled: 20, runsBegun: 1, pauseMs: 60_000 },
    ])
    expect(second.toJSON()).toMatchObject({ startedAtMs: 1_000_000, endedAtMs: 1_062_500 })
  })

  it("merges the shortest neighbours, and two runs only when nothing else is left", () => {
    const [zero = {} as HistoryPoint] = replayed([{ pauseMs: 0, steps: [NO_STEP] }], 1).points
    const point = (durationMs: number, runsBegun = 0): HistoryPoint => ({ ...zero, durationMs, runsBegun })
    const points = [point(90, 1), point(80), point(1, 1), point(2, 1)]
    const durations = (maxPoints: number): number[] =>
      fewerPoints(points, maxPoints).map(({ durationMs }) => durationMs)
    expect(durations(4)).toEqual([90, 80, 1, 2])
    expect(durations(3)).toEqual([170, 1, 2])
    expect(durations(2)).toEqual([170, 3])
    expect(durations(0)).toEqual([173])
  })

  it("stays small over many hours", () => {
    const history = new RunHistory()
    history.begin(1_800_000_000_000)
    for (let second = 1; second <= 12 * 3_600; second += 1) {
      const [settled, requests] = [second * 9_876, second * 5]
      history.note(second * 1000, sampleOf({ settled, requests, bodyBytes: settled * 191, inFlight: 3 }))
    }
    expect(JSON.stringify(history).length).toBeLessThan(25_000)
    const durations = history.points.map(({ durationMs }) => durationMs)
    expect(durations.length).toBeGreaterThan(200)
    expect(Math.max(...durations)).toBeLessThanOrEqual(4 * ((12 * 3_600_000) / 240))
  })

  it.each([
    [undefined],
    [null],
    ["{"],
    [{}],
    [{ version: 2, startedAtMs: 0, endedAtMs: 0, pointCount: 0, columns: {} }],
    [{ version: 1, startedAtMs: 0, endedAtMs: 0, pointCount: 2, columns: { settled: [1] } }],
    [{ version: 1, startedAtMs: 0, endedAtMs: 0, pointCount: 1, columns: { settled: ["x"] } }],
    [{ version: 1, startedAtMs: 0, endedAtMs: 0, pointCount: 1e9, columns: {} }],
  ])("starts afresh where what was kept is not understood: %j", (kept) => {
    const history = new RunHistory(kept)
    expect(history.points).toEqual([])
    history.begin(5)
    history.note(1_000, sampleOf({ settled: 1 }))
    expect(history.points).toHaveLength(1)
  })
})

const NO_STEP = {
  afterMs: 0,
  settled: 0,
  requests: 0,
  latencyTotalMs: 0,
  inFlight: 0,
  pacePerSecond: undefined,
}
