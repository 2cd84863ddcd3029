import picocolors from "picocolors"
import { plainLines } from "./plain-text.ts"

/** Prints what a command found on stdout, without what could command a terminal. */
export function printResult(text: string): void {
  process.stdout.write(`${plainLines(text, picocolors.isColorSupported)}\n`)
}
