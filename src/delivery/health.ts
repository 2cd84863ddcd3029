import type { Clock } from "../platform/clock.ts"

/** Whether the service as a whole works, as seen from the answers to all requests. */
export class Health {
  readonly #clock: Clock
  readonly #maxOutageMs: number
  #goodAtMs: number

  constructor(clock: Clock, maxOutageMs: number) {
    this.#clock = clock
    this.#maxOutageMs = maxOutageMs
    this.#goodAtMs = clock.elapsedMs()
  }

  /** Notes an answer that was no failure of the service. */
  good(): void {
    this.#goodAtMs = this.#clock.elapsedMs()
  }

  /** No good answer for longer than the bound. */
  get isOutage(): boolean {
    return this.#clock.elapsedMs() - this.#goodAtMs >= this.#maxOutageMs
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
