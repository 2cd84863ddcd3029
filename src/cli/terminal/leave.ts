import type { Writable } from "node:stream"
import { EXIT_CODE } from "../exit-code.ts"

/**
 * Ends the process once all that was written is out, whatever timers or sockets a map file left open.
 *
 * @param outputError gives why standard output could not be written to, if so: what was done stays done, but that is no success
 */
export async function leave(exitCode: number, outputError: () => Error | undefined): Promise<never> {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)])
  const error = outputError()
  if (error === undefined) process.exit(exitCode)
  process.stderr.write(`error: ${lostOutputText(error)}\n`)
  process.exit(Math.max(exitCode, EXIT_CODE.rejects))
}

function lostOutputText({ message }: Error): string {
  return `Standard output could not be written to (${message}): its output is lost. What was done stays done.`
}

function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.write("", () => resolve())
  })
}
