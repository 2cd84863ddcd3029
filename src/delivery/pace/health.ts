import type { Clock } from "../../platform/clock.ts"

/** Whether the service as a whole works, as seen from the answers to all requests. */
export class Health {
  readonly #clock: Clock
  readonly #maxOutageMs: number
  readonly #maxUnreachedMs: number
  /** Whether the server was ever reached. */
  #isReached = false
  #wasGood = false
  #goodAtMs: number
  /** Since when requests have been made without a good answer; undefined while none is under way or has failed. */
  #fruitlessSinceMs: number | undefined
  #failuresInARow = 0
  #lastFailure = ""
  #underWay = 0
  /** How much of the time since then there was nothing to send. */
  #restedMs = 0

  /** @param maxUnreachedMs the bound for a server that was never reached at all */
  constructor(clock: Clock, maxOutageMs: number, maxUnreachedMs: number = maxOutageMs) {
    this.#clock = clock
    this.#maxOutageMs = maxOutageMs
    this.#maxUnreachedMs = maxUnreachedMs
    this.#goodAtMs = clock.elapsedMs()
  }

  /** Notes that for some time there was nothing to send. */
  rested(durationMs: number): void {
    this.#restedMs += durationMs
  }

  /** Notes that a request leaves. */
  started(): void {
    this.#underWay += 1
    this.#noteFruitless()
  }

  /** Notes that a request is over, before it is noted how. */
  ended(): void {
    this.#underWay -= 1
  }

  /** Notes an answer that was no failure of the service. */
  good(): void {
    this.#isReached = true
    this.#wasGood = true
    this.#goodAtMs = this.#clock.elapsedMs()
    this.#fruitlessSinceMs = undefined
    if (this.#underWay > 0) this.#noteFruitless()
    this.#failuresInARow = 0
  }

  /** Notes a failure that passes, or does not; for people what it was, and whether the server was reached at all. */
  failed(message: string, isReached: boolean = true): void {
    this.#isReached ||= isReached
    this.#lastFailure = message
    this.#noteFruitless()
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
    if (this.#fruitlessSinceMs !== undefined) this.#fruitlessSinceMs += durationMs
  }

  /** Nothing but failures for as long as the bound. Time before the first of them, in which nothing was sent, does not count. */
  get isOutage(): boolean {
    return this.#fruitlessSinceMs !== undefined && this.#fruitlessMs >= this.#boundMs
  }

  /** The bound has passed while there was something to send, and something failed: what waits for another attempt waits in vain. */
  get isOverdue(): boolean {
    return this.#failuresInARow > 0 && this.#busyFruitlessMs >= this.#boundMs
  }

  /** For how long the server may ask to wait: until the bound is reached. */
  get patienceMs(): number {
    return Math.max(0, this.#boundMs - this.#fruitlessMs)
  }

  /** For how long an answer may still be waited for; only when it comes is it known whether the server is reached. */
  get patienceWithAnswersMs(): number {
    return Math.max(0, this.#maxOutageMs - this.#busyFruitlessMs)
  }

  #noteFruitless(): void {
    if (this.#fruitlessSinceMs !== undefined) return
    this.#fruitlessSinceMs = this.#clock.elapsedMs()
    this.#restedMs = 0
  }

  get #fruitlessMs(): number {
    const nowMs = this.#clock.elapsedMs()
    return nowMs - (this.#fruitlessSinceMs ?? nowMs)
  }

  get #busyFruitlessMs(): number {
    return this.#fruitlessMs - this.#restedMs
  }

  /** A good answer came after that moment, so that a request that has been failing since has itself to blame. */
  goodSince(momentMs: number): boolean {
    return this.#goodAtMs > momentMs
  }

  get #boundMs(): number {
    return this.#isReached ? this.#maxOutageMs : this.#maxUnreachedMs
  }

  /** Says for how long nothing worked. */
  describe(): string {
    const lastFailure = this.#lastFailure
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
