import { ALL_KINDS } from "../kinds/all-kinds.ts"
import type { PerEndpoint } from "../kinds/per-endpoint.ts"

/** What has happened at an endpoint since the import or its present run began. */
export interface EndpointSample {
  readonly requests: number
  /** Answers 429. */
  readonly throttled: number
  /** How fast requests may go at this moment; undefined where there is no limit. */
  readonly pacePerSecond?: number | undefined
}

/** How an import stands at a moment: counts since it, or its present run, began, and what is going on now. */
export interface RunSample {
  /** Records that have reached their final state. */
  readonly settled: number
  readonly imported: number
  readonly rejected: number
  readonly requests: number
  readonly retried: number
  /** Answers 429. */
  readonly throttled: number
  readonly bodyBytes: number
  /** Answers whose time was measured, and the sum of these times. */
  readonly answers: number
  readonly latencyTotalMs: number
  /** Requests that wait for their answer now. */
  readonly inFlight: number
  readonly channels?: Partial<PerEndpoint<EndpointSample>> | undefined
}

type Counted =
  | "settled"
  | "imported"
  | "rejected"
  | "requests"
  | "retried"
  | "throttled"
  | "bodyBytes"
  | "answers"
  | "latencyTotalMs"

const COUNTED: readonly Counted[] = [
  "settled",
  "imported",
  "rejected",
  "requests",
  "retried",
  "throttled",
  "bodyBytes",
  "answers",
  "latencyTotalMs",
]

type Column = "durationMs" | "pauseMs" | "runsBegun" | "inFlightMs" | Counted

const COLUMNS: readonly Column[] = ["durationMs", "pauseMs", "runsBegun", "inFlightMs", ...COUNTED]

/** Those of an endpoint, after its short name. */
type EndpointColumn = `${string}${"Requests" | "Throttled" | "PaceMs"}`

const ENDPOINT_COLUMN = /(?:Requests|Throttled|PaceMs)$/

/**
 * What happened in a stretch of an import. Every number is a sum, so that two neighbours are merged by adding them up.
 *
 * Those of endpoints are there where there were requests. `pauseMs` is how long nothing ran before it, `runsBegun` how many runs began with it, `inFlightMs` the requests in flight times how long they were,
 * `usersPaceMs` the requests per second that were let through at most, times how long.
 */
export type HistoryPoint = Readonly<Record<Column, number>> & Readonly<Record<EndpointColumn, number>>

/** A history as plain JSON: a list of numbers for each column that holds any but zero. */
export interface KeptRunHistory {
  readonly version: 1
  /** Milliseconds since 1970 (UTC). */
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly pointCount: number
  readonly columns: Readonly<Record<string, readonly number[]>>
}

/** As fine as any chart shows it, and some 20 kB as JSON. */
const MAX_POINTS = 240

/** Remembers how an import went over time, in a bounded number of points, over any number of runs. */
export class RunHistory {
  readonly #maxPoints: number
  #points: HistoryPoint[] = []
  #startedAtMs: number | undefined
  #endedAtMs = 0
  #begunAtMs = 0
  #elapsedMs = 0
  #last: RunSample | undefined
  /** What the next point starts with, if a run has begun. */
  #opening: Pick<HistoryPoint, "pauseMs" | "runsBegun"> | undefined

  /** Goes on with a history that was kept; what is not understood of it is as if it had not been kept. */
  constructor(kept?: unknown, maxPoints: number = MAX_POINTS) {
    this.#maxPoints = maxPoints
    if (!isKept(kept)) return
    this.#points = pointsOf(kept)
    this.#startedAtMs = kept.startedAtMs
    this.#endedAtMs = kept.endedAtMs
  }

  /**
   * Begins a run.
   *
   * @param nowMs - milliseconds since 1970
   * @param sample - what the counts start from; undefined: from zero
   */
  begin(nowMs: number, sample?: RunSample): void {
    const pauseMs = this.#startedAtMs === undefined ? 0 : Math.max(0, nowMs - this.#endedAtMs)
    this.#startedAtMs ??= nowMs
    this.#begunAtMs = nowMs
    this.#endedAtMs = nowMs
    this.#elapsedMs = 0
    this.#last = sample
    this.#opening = { pauseMs, runsBegun: 1 }
  }

  /**
   * Notes how the import stands.
   *
   * @param elapsedMs - since the run began, never less than the time before
   */
  note(elapsedMs: number, sample: RunSample): void {
    const durationMs = Math.max(0, Math.round(elapsedMs) - this.#elapsedMs)
    const point = { ...between(this.#last, sample, durationMs), ...this.#opening }
    const previous = this.#points.at(-1)
    if (durationMs === 0 && this.#opening === undefined && previous !== undefined) {
      this.#points[this.#points.length - 1] = merged(previous, point)
    } else {
      this.#points = fewerPoints([...this.#points, point], this.#maxPoints)
    }
    this.#opening = undefined
    this.#last = sample
    this.#elapsedMs += durationMs
    this.#endedAtMs = this.#begunAtMs + this.#elapsedMs
  }

  /** From the first to the last. */
  get points(): readonly HistoryPoint[] {
    return this.#points
  }

  toJSON(): KeptRunHistory {
    const columns: Record<string, number[]> = {}
    for (const name of Object.keys(totalOf(this.#points))) {
      const numbers = this.#points.map((point) => numberIn(point, name))
      if (numbers.some((number) => number !== 0)) columns[name] = numbers
    }
    return {
      version: 1,
      startedAtMs: this.#startedAtMs ?? 0,
      endedAtMs: this.#endedAtMs,
      pointCount: this.#points.length,
      columns,
    }
  }
}

/**
 * Merges neighbours, the shortest first, until there are no more than `maxPoints` (at least one). Where one run ends and the next begins stays
 * visible for as long as there are others to merge. All sums stay the same.
 */
export function fewerPoints(points: readonly HistoryPoint[], maxPoints: number): HistoryPoint[] {
  const left = [...points]
  while (left.length > Math.max(1, maxPoints)) {
    let at = 1
    let least = Infinity
    let leastRuns = Infinity
    for (let index = 1; index < left.length; index += 1) {
      const one = left[index - 1] ?? NOTHING
      const other = left[index] ?? NOTHING
      const together = one.durationMs + other.durationMs
      if (other.runsBegun < leastRuns || (other.runsBegun === leastRuns && together < least)) {
        at = index
        least = together
        leastRuns = other.runsBegun
      }
    }
    left.splice(at - 1, 2, merged(left[at - 1] ?? NOTHING, left[at] ?? NOTHING))
  }
  return left
}

/** The sums of all points. */
export function totalOf(points: readonly HistoryPoint[]): HistoryPoint {
  return points.reduce(merged, NOTHING)
}

/** Those of the endpoints that there are stand in every point: an object that is not grown is faster. */
const NOTHING = Object.fromEntries(
  [
    ...COLUMNS,
    ...ALL_KINDS.endpoints.flatMap(({ name }) => [`${name}Requests`, `${name}Throttled`, `${name}PaceMs`]),
  ].map((name) => [name, 0]),
) as HistoryPoint

function merged(one: HistoryPoint, other: HistoryPoint): HistoryPoint {
  const sums: Record<string, number> = { ...one }
  for (const name of Object.keys(other)) sums[name] = numberIn(one, name) + numberIn(other, name)
  return sums as HistoryPoint
}

function between(before: RunSample | undefined, now: RunSample, durationMs: number): HistoryPoint {
  const sums: Record<Column, number> & Record<EndpointColumn, number> = { ...NOTHING, durationMs }
  sums.inFlightMs = Math.round(whole(now.inFlight) * durationMs)
  for (const name of COUNTED) sums[name] = Math.round(whole(now[name]) - whole(before?.[name]))
  const earlier: Readonly<Record<string, EndpointSample>> = before?.channels ?? {}
  for (const [name, sample] of Object.entries(now.channels ?? {})) {
    const then = earlier[name]
    sums[`${name}Requests`] = whole(sample.requests) - whole(then?.requests)
    sums[`${name}Throttled`] = whole(sample.throttled) - whole(then?.throttled)
    sums[`${name}PaceMs`] = Math.round(whole(sample.pacePerSecond) * durationMs)
  }
  return sums
}

function whole(value: number | undefined): number {
  return value === undefined || !Number.isFinite(value) ? 0 : value
}

function numberIn(point: Readonly<Record<string, number>>, name: string): number {
  return point[name] ?? 0
}

function fromEach(names: readonly string[], numberOf: (name: string) => number): HistoryPoint {
  const point: Record<string, number> = { ...NOTHING }
  for (const name of names) point[name] = numberOf(name)
  return point as HistoryPoint
}

function pointsOf({ columns, pointCount }: KeptRunHistory): HistoryPoint[] {
  const names = [...COLUMNS, ...Object.keys(columns).filter((name) => ENDPOINT_COLUMN.test(name))]
  return Array.from({ length: pointCount }, (_, index) =>
    fromEach(names, (name) => columns[name]?.[index] ?? 0),
  )
}

function isKept(value: unknown): value is KeptRunHistory {
  if (typeof value !== "object" || value === null) return false
  const { version, startedAtMs, endedAtMs, pointCount, columns } = value as Partial<
    Record<keyof KeptRunHistory, unknown>
  >
  if (version !== 1 || !Number.isFinite(startedAtMs) || !Number.isFinite(endedAtMs)) return false
  if (!Number.isInteger(pointCount) || Number(pointCount) < 0 || Number(pointCount) > MAX_KEPT_POINTS)
    return false
  if (typeof columns !== "object" || columns === null) return false
  return Object.values(columns as Record<string, unknown>).every(
    (column) => Array.isArray(column) && column.length === pointCount && column.every(Number.isFinite),
  )
}

/** More than any history keeps. */
const MAX_KEPT_POINTS = 10_000
