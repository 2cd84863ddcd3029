import type { Command } from "commander"
import { programText, thisCall } from "./command-text.ts"

/** How this program was called, so that what help and errors say can be typed. */
export const PROGRAM_NAME: string = programText(thisCall())

/** A command of the program. */
export interface Subcommand {
  readonly name: string
  readonly summary: string
  readonly usage: string
  /** Declares its options, and what it does, which is loaded only when it is called and then gives its exit code to `done`. */
  readonly declare: (command: Command, done: (exitCode: number) => void) => void
}
