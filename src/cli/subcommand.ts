import type { Command } from "commander"

export const PROGRAM_NAME = "iterable-data-import"

/** A command of the program. */
export interface Subcommand {
  readonly name: string
  readonly summary: string
  readonly usage: string
  /** Declares its options, and what it does, which is loaded only when it is called and then gives its exit code to `done`. */
  readonly declare: (command: Command, done: (exitCode: number) => void) => void
}
