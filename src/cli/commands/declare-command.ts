import { InvalidArgumentError, Option } from "commander"
import type { Command } from "commander"
import { ALL_OPTIONS, typedOptions } from "../options/all-options.ts"
import type { TypedOption } from "../options/all-options.ts"
import { helpOfOption } from "../options/help-of-option.ts"
import type { Subcommand } from "./subcommand.ts"

/** The options that can be typed after the name of a command, in the order of its help. */
export function optionsOf(
  { name, ownOptions = [] }: Pick<Subcommand, "name" | "ownOptions">,
  all: readonly TypedOption[] = ALL_OPTIONS,
): readonly TypedOption[] {
  return [...all.filter(({ flag }) => flag.commands.includes(name)), ...typedOptions(ownOptions)]
}

/** Tells the parser what can be typed after the name of a command, and what is done then; `done` is given its exit code. */
export function declareCommand(
  command: Command,
  subcommand: Subcommand,
  done: (exitCode: number) => void,
  all: readonly TypedOption[] = ALL_OPTIONS,
): void {
  const { act, argument, description, notes } = subcommand
  command.description(description)
  if (argument !== undefined) command.argument(argument.syntax, argument.help)
  for (const option of optionsOf(subcommand, all)) command.addOption(parsedOption(option))
  command.addHelpText("after", notes).action(async () => done(await act(command.args[0], command.opts())))
}

function parsedOption(option: TypedOption): Option {
  const { choices, ignoresCase = false, readAll, syntax } = option.flag
  const parsed = new Option(syntax, helpOfOption(option))
  if (choices !== undefined)
    parsed.argParser((text) => choiceOf(ignoresCase ? text.toLowerCase() : text, choices))
  if (readAll !== undefined) parsed.argParser(collected)
  return parsed
}

function choiceOf(text: string, choices: readonly string[]): string {
  if (choices.includes(text)) return text
  throw new InvalidArgumentError(`Allowed choices are ${choices.join(", ")}.`)
}

function collected(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}
