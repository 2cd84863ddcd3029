/**
 * Listens to errors that nobody catches, such as those of timers and promises that a map file left alone, until the process
 * ends: one that comes late must not break off what is still to be said.
 */
export function watchCrashes(onCrash: (error: unknown) => void): void {
  process.on("uncaughtException", onCrash)
  process.on("unhandledRejection", onCrash)
}
