import type { Clock } from "../../src/platform/clock.ts"

interface Sleeper {
  readonly wakeAtMs: number
  readonly order: number
  readonly wake: () => void
}

/**
 * A clock whose time passes only while everybody sleeps: whole imports take milliseconds, and always go the same way.
 */
export class VirtualClock implements Clock {
  #nowMs = Date.UTC(2026, 0, 1)
  readonly #startMs = this.#nowMs
  #sleepers: Sleeper[] = []
  #order = 0

  now(): number {
    return this.#nowMs
  }

  elapsedMs(): number {
    return this.#nowMs - this.#startMs
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve()
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        wakeAtMs: this.#nowMs + Math.max(0, durationMs),
        order: (this.#order += 1),
        wake: () => {
          signal?.removeEventListener("abort", awake)
          resolve()
        },
      }
      const awake = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper)
        resolve()
      }
      signal?.addEventListener("abort", awake, { once: true })
      this.#sleepers.push(sleeper)
    })
  }

  /** Lets time pass until `promise` is settled. Rejects if that would need more than `maxMs`, or if nobody ever wakes. */
  async run<Value>(promise: Promise<Value>, maxMs: number = 48 * 3_600_000): Promise<Value> {
    let isSettled = false
    const settled = promise.finally(() => {
      isSettled = true
    })
    settled.catch(() => undefined)
    for (;;) {
      await allElse()
      if (isSettled) return settled
      const next = this.#earliest()
      if (next === undefined) throw new Error(`Everybody waits and nobody sleeps, at ${this.elapsedMs()} ms`)
      if (next.wakeAtMs - this.#startMs > maxMs) throw new Error(`Not done after ${maxMs} ms`)
      this.#sleepers = this.#sleepers.filter((other) => other !== next)
      this.#nowMs = next.wakeAtMs
      next.wake()
    }
  }

  #earliest(): Sleeper | undefined {
    let first: Sleeper | undefined
    for (const sleeper of this.#sleepers) {
      if (
        first === undefined ||
        sleeper.wakeAtMs < first.wakeAtMs ||
        (sleeper.wakeAtMs === first.wakeAtMs && sleeper.order < first.order)
      ) {
        first = sleeper
      }
    }
    return first
  }
}

/** Resolves when all promise reactions that are due have run. */
function allElse(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
