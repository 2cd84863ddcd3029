import type { Clock } from "./clock.ts"

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsedMs: () => performance.now(),
  sleep: (durationMs, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve()
        return
      }
      const timer = setTimeout(finish, durationMs)
      function finish(): void {
        clearTimeout(timer)
        signal?.removeEventListener("abort", finish)
        resolve()
      }
      signal?.addEventListener("abort", finish, { once: true })
    }),
}
