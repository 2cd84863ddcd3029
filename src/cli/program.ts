import { readFileSync } from "node:fs"
import { Command, CommanderError } from "commander"
import { ALL_COMMANDS } from "./commands/all-commands.ts"
import { declareCommand } from "./commands/declare-command.ts"
import type { Subcommand } from "./commands/subcommand.ts"
import { EXIT_CODE } from "./exit-code.ts"
import { fatalError } from "./fatal-error.ts"
import { UsageError } from "../errors.ts"
import { PACKAGE_NAME, quoted } from "./shell/command-text.ts"
import { PROGRAM_NAME } from "./shell/program-name.ts"
import { withMapOption } from "./shell/with-map-option.ts"
import { plainLines } from "./terminal/plain-text.ts"
import { argumentScrubber } from "./values/argument-scrubber.ts"
import { refuseKeyArgument } from "./values/refuse-key-argument.ts"
import { refuseKeyInArguments } from "./values/refuse-key-in-arguments.ts"
import { SOURCE_WORDS } from "../sources/source-words.ts"

/** Does what the arguments say; gives the exit code. */
export async function runProgram(
  args: readonly string[],
  commands: readonly Subcommand[] = ALL_COMMANDS,
): Promise<number> {
  let exitCode: number = EXIT_CODE.ok
  const scrub = argumentScrubber(args, process.env)
  const complain = (text: string): void => void process.stderr.write(plainLines(scrub(text), false))
  const program = commandLine(args, commands, complain, (code) => {
    exitCode = code
  })
  try {
    refuseKeyArgument(args)
    refuseKeyInArguments(args, process.env)
    refuseUnknownHelp(args, commands)
    await program.parseAsync(args, { from: "user" })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.code === "commander.unknownCommand" && /[./\\]/.test(args[0] ?? "")) {
        complain(`To import a file, say run first: ${PROGRAM_NAME} run ${args[0]} --map MAP\n`)
      }
      return error.exitCode === 0 ? EXIT_CODE.ok : EXIT_CODE.usage
    }
    const fatal = fatalError(error, false, args.includes("--verbose"))
    complain(`error: ${fatal.text}\n`)
    return fatal.exitCode
  }
}

/** The commands, and the options of those that the arguments may mean: to declare them all would take longer than to print help. */
function commandLine(
  args: readonly string[],
  commands: readonly Subcommand[],
  complain: (text: string) => void,
  done: (exitCode: number) => void,
): Command {
  const program = new Command(PACKAGE_NAME)
    .description(`Bulk-imports data from ${SOURCE_WORDS.formatLabels} files into Iterable.`)
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help; after a command, the help of that command")
    .helpCommand("help [COMMAND]", "print the help of a command")
    .usage("COMMAND [OPTIONS]")
    .configureOutput({ outputError: (text) => complain(mapFileHint(text, args) + withoutValues(text)) })
    .configureHelp({
      subcommandTerm: (command) => `${command.name()} ${command.usage()}`,
      optionDescription: (option) => option.description,
    })
    .showHelpAfterError(`(${PROGRAM_NAME} --help says more)`)
    .exitOverride()
    .addHelpText("after", PROGRAM_EXAMPLES)
  for (const subcommand of commands) {
    const { name, summary, usage } = subcommand
    const command = program
      .command(name)
      .summary(summary)
      .usage(usage)
      .helpOption("-h, --help", "print this help")
      .showHelpAfterError(`(${PROGRAM_NAME} ${name} --help says more)`)
    if (args.includes(name)) declareCommand(command, subcommand, done)
  }
  return program
}

/** Commander prints the help of the program for a command that there is not. */
function refuseUnknownHelp([first, name]: readonly string[], commands: readonly Subcommand[]): void {
  const names = commands.map((subcommand) => subcommand.name)
  if (first !== "help" || name === undefined || name.startsWith("-")) return
  if (name === "help" || names.includes(name)) return
  throw new UsageError(`There is no command ${name}. The commands are ${names.join(", ")}.`)
}

/** How the map file is named, before the parser's complaint about one argument too many; an empty text where that is something else. */
function mapFileHint(complaint: string, args: readonly string[]): string {
  const named = complaint.startsWith("error: too many arguments") ? withMapOption(args) : undefined
  if (named === undefined) return ""
  const words = named.map((word) => quoted(word, process.platform)).join(" ")
  return `error: The map file is named with --map: ${PROGRAM_NAME} ${words}\n`
}

/** What was typed after `=` may be a secret. */
function withoutValues(text: string): string {
  return text.replaceAll(/'(--?[\w-]+)=[^']*'/g, "'$1'")
}

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8")
  return (JSON.parse(text) as { version: string }).version
}

const PROGRAM_EXAMPLES = `
Examples:
  Try an import without a key, against a local stand-in for Iterable:
    $ ${PROGRAM_NAME} run users.csv --map map.ts --sandbox
  Import for real:
    $ export ITERABLE_API_KEY=...
    $ ${PROGRAM_NAME} run users.csv --map map.ts
`
