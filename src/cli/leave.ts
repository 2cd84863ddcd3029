import type { Writable } from "node:stream"
import { EXIT_CODE } from "./exit-code.ts"

/** Ends the process once all that was written is out, whatever timers or sockets a map file left open. */
export async function leave(exitCode: number, isOutputLost: () => boolean): Promise<never> {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)])
  if (isOutputLost()) process.stderr.write("error: standard output could not be written to.\n")
  process.exit(isOutputLost() && exitCode < EXIT_CODE.usage ? EXIT_CODE.stopped : exitCode)
}

function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.write("", () => resolve())
  })
}
