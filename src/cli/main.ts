#!/usr/bin/env node
import { leave } from "./terminal/leave.ts"
import { runProgram } from "./program.ts"

// Whoever reads us may go away at any time (`| head -1`); the exit code says all the same what became of the import. A
// summary that is lost for another reason, such as a full disk, is no success.
let outputError: Error | undefined
process.stderr.on("error", () => undefined)
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") outputError ??= error
})

// Built as CommonJS, in which nothing can be awaited here.
void runProgram(process.argv.slice(2)).then((exitCode) => leave(exitCode, () => outputError))
