/** Runs things later, as long as it is not cleared. */
export class Timers {
  readonly #pending = new Set<NodeJS.Timeout>()
  #isCleared = false

  after(delayMs: number, run: () => void): void {
    if (this.#isCleared) return
    if (delayMs <= 0) {
      run()
      return
    }
    const timer = setTimeout(() => {
      this.#pending.delete(timer)
      run()
    }, delayMs)
    this.#pending.add(timer)
  }

  /** Drops what is pending and all that comes later. */
  clear(): void {
    this.#isCleared = true
    for (const timer of this.#pending) clearTimeout(timer)
    this.#pending.clear()
  }
}
