import type { Clock } from "../../platform/clock.ts"
import { afterThrottled, book, initialPace } from "./pace.ts"
import type { Pace } from "./pace.ts"

/** How fast a channel may go. */
export interface GateOptions {
  /** Requests per second; `search`: find out; `off`: no limit at all. */
  readonly rate: number | "search" | "off"
  /** Where to begin a search; undefined: as slowly as if nothing were known. */
  readonly searchFrom?: number | undefined
  /** The most requests to have in flight, however slow the answers. */
  readonly maxInFlight: number
}

/** How many to have in flight while no rate is set. */
const IN_FLIGHT_BEFORE_ANSWERS = 1
/** A 429 that asks for no wait at all is not answered at once. */
const SHORTEST_WAIT_MS = 10
/** How much a new latency counts against the earlier ones. */
const LATENCY_WEIGHT = 0.2

/** Lets the requests of one channel through at its pace. */
export class Gate {
  readonly #clock: Clock
  readonly #options: GateOptions
  #pace: Pace | undefined
  #latencyMs: number | undefined
  /** Until then no request goes, since a 429 asked to wait. */
  #closedUntilMs = Number.NEGATIVE_INFINITY

  constructor(options: GateOptions, clock: Clock) {
    this.#options = options
    this.#clock = clock
    if (options.rate !== "off") {
      const limit = options.rate === "search" ? undefined : options.rate
      this.#pace = initialPace(limit, clock.elapsedMs(), options.searchFrom)
    }
  }

  /** Resolves when the next request may go; the caller goes, unless the signal has aborted meanwhile. */
  async pass(signal: AbortSignal): Promise<void> {
    while (this.#pace !== undefined && !signal.aborted) {
      const nowMs = this.#clock.elapsedMs()
      const { atMs, pace } = book(this.#pace, nowMs)
      this.#pace = pace
      if (atMs > nowMs) await this.#clock.sleep(atMs - nowMs, signal)
      // A 429 that came meanwhile holds back those too who were waiting already.
      if (this.#clock.elapsedMs() >= this.#closedUntilMs) return
    }
  }

  /** Notes a 429 that asks to wait. Gives how long the caller is to wait itself: all do so here, unless there is no pace. */
  throttled(waitMs: number): number {
    if (this.#pace === undefined) return Math.max(waitMs, SHORTEST_WAIT_MS)
    const nowMs = this.#clock.elapsedMs()
    this.#closedUntilMs = Math.max(this.#closedUntilMs, nowMs + waitMs)
    this.#pace = afterThrottled(this.#pace, nowMs, waitMs)
    return 0
  }

  /** Notes how long an answer took. */
  answered(latencyMs: number): void {
    this.#latencyMs =
      this.#latencyMs === undefined
        ? latencyMs
        : this.#latencyMs + (latencyMs - this.#latencyMs) * LATENCY_WEIGHT
  }

  /** How many requests a second may go now; undefined: no limit. */
  get perSecond(): number | undefined {
    return this.#pace?.perSecond
  }

  /** How many requests to have under way: what the rate needs at the measured latency, and one more that waits its turn. */
  get inFlightWanted(): number {
    const { maxInFlight } = this.#options
    if (this.#pace === undefined) return maxInFlight
    if (this.#latencyMs === undefined) return Math.min(maxInFlight, IN_FLIGHT_BEFORE_ANSWERS)
    return Math.min(maxInFlight, Math.ceil((this.#pace.perSecond * this.#latencyMs) / 1000) + 1)
  }
}
