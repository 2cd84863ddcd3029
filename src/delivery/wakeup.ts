/** Lets one loop wait until something happened; what happens while nobody waits is not lost. */
export class Wakeup {
  #rung = false
  #resolve: (() => void) | undefined

  /** Wakes the loop now, or keeps it from falling asleep next time. */
  ring(): void {
    this.#rung = true
    this.#resolve?.()
  }

  /** Resolves once something happened since the last time. */
  async wait(): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        this.#resolve = resolve
      })
    }
    this.#rung = false
    this.#resolve = undefined
  }
}
