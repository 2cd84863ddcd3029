/**
 * Listens to errors that nobody catches, such as those of timers and promises that a map file left alone; gives the function
 * that ends the listening.
 */
export function watchCrashes(onCrash: (error: unknown) => void): () => void {
  process.on("uncaughtException", onCrash)
  process.on("unhandledRejection", onCrash)
  return () => {
    process.off("uncaughtException", onCrash)
    process.off("unhandledRejection", onCrash)
  }
}
