import type { Check } from "./checks/check.ts"

/** How an option is typed on the command line, and what help says of it. */
export interface Flag<Value> {
  /** As help shows it, such as `-f, --format <FORMAT>`; without a value in it, the option is true once it is typed. */
  readonly syntax: string
  /** The names of the commands that take it. */
  readonly commands: readonly string[]
  readonly help: string
  /** What holds where it is not typed, in words. @defaultValue the option's own default */
  readonly defaultText?: string
  /** All that can be typed. @defaultValue anything */
  readonly choices?: readonly string[]
  /** A choice may be typed in capitals too. @defaultValue false */
  readonly ignoresCase?: boolean
  /**
   * Makes a value of what was typed; `flag` is its name, for messages.
   *
   * @defaultValue it is the value
   */
  readonly read?: (text: string, flag: string) => Value
  /** The same for a flag that may be typed several times. */
  readonly readAll?: (texts: readonly string[], flag: string) => Value
  /** What is typed is not the value: the command finds that out. @defaultValue false */
  readonly isReadByCommand?: boolean
  /** The command that retries an import has it as the one that ran it. @defaultValue false */
  readonly isKeptForRetry?: boolean
  /** Typed again, it would take the next change for granted: left out of the commands that are shown to be pasted. @defaultValue false */
  readonly isAskedOnce?: boolean
}

/** An option of the library, of the command line too if it has a flag. */
export interface LibraryOption<Value> {
  readonly check: Check
  readonly flag?: Flag<Value>
  /** What messages on the command line call it. @defaultValue its flag */
  readonly typedAs?: string
}

/** An option of the command line alone. */
export interface CommandLineOption<Value> {
  readonly flag: Flag<Value>
}

/** What an option can be where it is not given. */
type Default = string | number | boolean

/** The declarations of a library's options, all of them; `Defaulted` are those that have a default value. */
export type LibraryOptions<Options, Defaulted extends keyof Options = never> = {
  readonly [Name in keyof Options]-?: LibraryOption<Exclude<Options[Name], undefined>> &
    (Name extends Defaulted ? { readonly default: Exclude<Options[Name], undefined> & Default } : unknown) &
    (undefined extends Options[Name] ? unknown : { readonly isRequired: true })
}

/** The declarations of options that the command line alone has. */
export type CommandLineOptions<Options> = {
  readonly [Name in keyof Options]-?: CommandLineOption<Exclude<Options[Name], undefined>>
}

/** An option with its name, whatever it is for. */
export interface DeclaredOption {
  readonly name: string
  /** Undefined: the library does not have it. */
  readonly check?: Check
  readonly default?: Default
  readonly isRequired?: boolean
  /** Undefined: the command line does not have it. */
  readonly flag?: Flag<unknown>
  readonly typedAs?: string
}

/** The options that are declared in records, in their order there. */
export function declaredOptions(
  ...records: readonly Readonly<Record<string, Omit<DeclaredOption, "name">>>[]
): readonly DeclaredOption[] {
  return records.flatMap((record) =>
    Object.entries(record).map(([name, declaration]) => ({ ...declaration, name })),
  )
}
