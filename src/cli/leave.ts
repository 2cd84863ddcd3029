import type { Writable } from "node:stream"

/** Ends the process once all that was written is out, whatever timers or sockets a map file left open. */
export async function leave(exitCode: number): Promise<never> {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)])
  process.exit(exitCode)
}

function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.write("", () => resolve())
  })
}
