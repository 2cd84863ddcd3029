import type { Clock } from "../../platform/clock.ts"

/** How long a run has taken, and those before it. */
export class RunTimes {
  readonly #clock: Clock
  readonly #startedMs: number
  readonly #beforeMs: number
  /** When the last record was settled; undefined while the import goes on. */
  #endedMs: number | undefined

  /** @param beforeMs what the runs before it took together */
  constructor(clock: Clock, startedMs: number, beforeMs: number) {
    this.#clock = clock
    this.#startedMs = startedMs
    this.#beforeMs = beforeMs
  }

  /** The last record is settled: what comes now does not count. */
  end(): void {
    this.#endedMs = this.#clock.elapsedMs()
  }

  /** Since this run began. */
  get runMs(): number {
    return this.#clock.elapsedMs() - this.#startedMs
  }

  /** Of all runs of the import together, until the last record was settled. */
  get elapsedMs(): number {
    return this.#beforeMs + (this.#endedMs ?? this.#clock.elapsedMs()) - this.#startedMs
  }
}
