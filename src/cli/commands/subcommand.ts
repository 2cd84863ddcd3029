import type { DeclaredOption } from "../../import/options/declared-option.ts"
import type { TypedFlags } from "../options/typed-flags.ts"

/** A command of the program: what help says of it, and what it does. */
export interface Subcommand {
  readonly name: string
  /** What it is for, in the list of all commands. */
  readonly summary: string
  /** What is typed after its name. */
  readonly usage: string
  readonly description: string
  /** What stands after its name, such as `[FILE]`. @defaultValue nothing does */
  readonly argument?: { readonly syntax: string; readonly help: string }
  /** The options that no other command has; those that several have say so in their declarations. @defaultValue none */
  readonly ownOptions?: readonly DeclaredOption[]
  /** What help says after the options. */
  readonly notes: string
  /** Does it, and gives the exit code. What it takes to do so is loaded once it is called. */
  readonly act: (argument: string | undefined, flags: TypedFlags) => Promise<number>
}
