import type { Clock } from "../platform/clock.ts"

/** A server that was never reached at all is probably not where it is looked for. */
const MAX_UNREACHED_MS = 60_000

/** Whether the service as a whole works, as seen from the answers to all requests. */
export class Health {
  readonly #clock: Clock
  readonly #maxOutageMs: number
  /** Whether the server was ever reached. */
  #isReached = false
  #wasGood = false
  #goodAtMs: number
  /** When the first failure came after the last good answer; undefined if none did. */
  #failingSinceMs: number | undefined
  #failuresInARow = 0

  constructor(clock: Clock, maxOutageMs: number) {
    this.#clock = clock
    this.#maxOutageMs = maxOutageMs
    this.#goodAtMs = clock.elapsedMs()
  }

  /** Notes an answer that was no failure of the service. */
  good(): void {
    this.#isReached = true
    this.#wasGood = true
    this.#goodAtMs = this.#clock.elapsedMs()
    this.#failingSinceMs = undefined
    this.#failuresInARow = 0
  }

  /** Notes a failure that passes, or does not; whether the server was reached at all. */
  failed(isReached: boolean = true): void {
    this.#isReached ||= isReached
    this.#failingSinceMs ??= this.#clock.elapsedMs()
    this.#failuresInARow += 1
  }

  /** Whether any request was answered in a way that is no failure of the service. */
  get wasGood(): boolean {
    return this.#wasGood
  }

  /** How many failures came since the last good answer, to whatever request. */
  get failuresInARow(): number {
    return this.#failuresInARow
  }

  /** Notes a wait that the server asked for: it is no outage. */
  waits(durationMs: number): void {
    if (this.#failingSinceMs !== undefined) this.#failingSinceMs += durationMs
  }

  /** Nothing but failures for longer than the bound. Time in which nothing was sent does not count. */
  get isOutage(): boolean {
    const sinceMs = this.#failingSinceMs
    return sinceMs !== undefined && this.#clock.elapsedMs() - sinceMs >= this.#boundMs
  }

  /** For how long the server may ask to wait: until the bound is reached. */
  get patienceMs(): number {
    const failingMs = this.#clock.elapsedMs() - (this.#failingSinceMs ?? this.#clock.elapsedMs())
    return Math.max(0, this.#boundMs - failingMs)
  }

  /** A good answer came after that moment, so that a request that has been failing since has itself to blame. */
  goodSince(momentMs: number): boolean {
    return this.#goodAtMs > momentMs
  }

  get #boundMs(): number {
    return this.#isReached ? this.#maxOutageMs : Math.min(this.#maxOutageMs, MAX_UNREACHED_MS)
  }

  /** Says for how long nothing worked. */
  describe(lastFailure: string): string {
    const time = timeText(this.#boundMs)
    if (!this.#isReached)
      return `The server could not be reached for ${time}; the last failure: ${lastFailure}`
    return `Iterable has not worked for ${time}; the last failure: ${lastFailure}`
  }
}

function timeText(durationMs: number): string {
  const seconds = Math.round(durationMs / 1_000)
  return seconds < 60 ? `${seconds} s` : `${Math.round(seconds / 6) / 10} min`
}
