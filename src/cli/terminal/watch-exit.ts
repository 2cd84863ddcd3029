import { EXIT_CODE } from "../exit-code.ts"

/**
 * Minds an end of the process that nobody here asked for, such as `process.exit(0)` in a map file: an unfinished import must not
 * look like a good one. Gives the function that ends the watch.
 */
export function watchExit(say: (text: string) => void): () => void {
  const onExit = (): void => {
    if (process.exitCode === undefined || process.exitCode === 0) process.exitCode = EXIT_CODE.stopped
    say(
      "error: the process was ended by the map file, or by something that it loads; the import is not finished.",
    )
  }
  process.on("exit", onExit)
  return () => process.off("exit", onExit)
}
