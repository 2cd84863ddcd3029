#!/usr/bin/env node
import { keepHeapSmall } from "./keep-heap-small.ts"
import { leave } from "./leave.ts"
import { runProgram } from "./program.ts"

// Whoever reads us may go away at any time (`| head -1`); the exit code says all the same what became of the import.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined)

keepHeapSmall()
await leave(await runProgram(process.argv.slice(2)))
