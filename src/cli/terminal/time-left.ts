const RATE_MEMORY_MS = 20_000
const SHOWN_MEMORY_MS = 4_000
const SILENT_MS = 2_000

/**
 * Guesses how much longer an import takes. What it says counts down with the clock and is only drawn towards a new guess, so
 * that it does not jump when requests end in bursts.
 */
export class TimeLeft {
  readonly #startMs: number
  #nowMs: number
  #fraction = 0
  #fractionPerMs = 0
  #leftMs: number | undefined

  constructor(startMs: number) {
    this.#startMs = startMs
    this.#nowMs = startMs
  }

  /** Takes how much is done, from 0 to 1; gives what is left, or undefined while it is too early to say. */
  update(fraction: number, nowMs: number): number | undefined {
    const stepMs = nowMs - this.#nowMs
    const elapsedMs = nowMs - this.#startMs
    if (stepMs > 0) {
      const average = fraction / elapsedMs
      const weight = 1 - Math.exp(-stepMs / RATE_MEMORY_MS)
      const latest = Math.max(0, fraction - this.#fraction) / stepMs
      // Until there is something to remember, the average of all is the best guess.
      const isEarly = elapsedMs < RATE_MEMORY_MS || this.#fractionPerMs === 0
      this.#fractionPerMs = isEarly ? average : this.#fractionPerMs + (latest - this.#fractionPerMs) * weight
      this.#nowMs = nowMs
      this.#fraction = fraction
      this.#move(stepMs)
    }
    return elapsedMs < SILENT_MS ? undefined : this.#leftMs
  }

  #move(stepMs: number): void {
    if (this.#fractionPerMs <= 0) return
    const guessMs = (1 - this.#fraction) / this.#fractionPerMs
    if (this.#leftMs === undefined || this.#nowMs - this.#startMs < SILENT_MS) {
      this.#leftMs = guessMs
      return
    }
    const countedDownMs = Math.max(0, this.#leftMs - stepMs)
    this.#leftMs = countedDownMs + (guessMs - countedDownMs) * (1 - Math.exp(-stepMs / SHOWN_MEMORY_MS))
  }
}
