import type { Clock } from "../platform/clock.ts"

/** Whether the service as a whole works, as seen from the answers to all requests. */
export class Health {
  readonly #clock: Clock
  readonly #maxOutageMs: number
  #goodAtMs: number
  /** When the first failure came after the last good answer; undefined if none did. */
  #failingSinceMs: number | undefined

  constructor(clock: Clock, maxOutageMs: number) {
    this.#clock = clock
    this.#maxOutageMs = maxOutageMs
    this.#goodAtMs = clock.elapsedMs()
  }

  /** Notes an answer that was no failure of the service. */
  good(): void {
    this.#goodAtMs = this.#clock.elapsedMs()
    this.#failingSinceMs = undefined
  }

  /** Notes a failure that passes, or does not. */
  failed(): void {
    this.#failingSinceMs ??= this.#clock.elapsedMs()
  }

  /** Nothing but failures for longer than the bound. Time in which nothing was sent does not count. */
  get isOutage(): boolean {
    const sinceMs = this.#failingSinceMs
    return sinceMs !== undefined && this.#clock.elapsedMs() - sinceMs >= this.#maxOutageMs
  }

  /** A good answer came after that moment, so that a request that has been failing since has itself to blame. */
  goodSince(momentMs: number): boolean {
    return this.#goodAtMs > momentMs
  }

  /** Says for how long nothing worked. */
  describe(lastFailure: string): string {
    const minutes = Math.round(this.#maxOutageMs / 6_000) / 10
    return `Iterable has not worked for ${minutes} minutes; the last failure: ${lastFailure}`
  }
}
