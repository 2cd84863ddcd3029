import { readFileSync } from "node:fs"
import { Command, CommanderError } from "commander"
import { PACKAGE_NAME, quoted } from "./command-text.ts"
import { EXIT_CODE } from "./exit-code.ts"
import { fatalError } from "./fatal-error.ts"
import { listCommand } from "./list-command.ts"
import { UsageError } from "../errors.ts"
import { plainLines } from "./plain-text.ts"
import { argumentScrubber } from "./argument-scrubber.ts"
import { refuseKeyArgument } from "./refuse-key-argument.ts"
import { refuseKeyInArguments } from "./refuse-key-in-arguments.ts"
import { retryCommand } from "./retry-command.ts"
import { runCommand } from "./run-command.ts"
import { sandboxCommand } from "./sandbox-command.ts"
import { statusCommand } from "./status-command.ts"
import { PROGRAM_NAME } from "./subcommand.ts"
import { withMapOption } from "./with-map-option.ts"

/** Does what the arguments say; gives the exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  let exitCode: number = EXIT_CODE.ok
  const scrub = argumentScrubber(args, process.env)
  const complain = (text: string): void => void process.stderr.write(plainLines(scrub(text), false))
  const program = commandLine(args, complain, (code) => {
    exitCode = code
  })
  try {
    refuseKeyArgument(args)
    refuseKeyInArguments(args, process.env)
    refuseUnknownHelp(args)
    await program.parseAsync(args, { from: "user" })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.code === "commander.unknownCommand" && /[./\\]/.test(args[0] ?? "")) {
        complain(`To import a file, say run first: ${PROGRAM_NAME} run ${args[0]} --map MAP\n`)
      }
      const named = error.code === "commander.excessArguments" ? withMapOption(args) : undefined
      if (named !== undefined) {
        const words = named.map((word) => quoted(word, process.platform)).join(" ")
        complain(`The map file is named with --map: ${PROGRAM_NAME} ${words}\n`)
      }
      return error.exitCode === 0 ? EXIT_CODE.ok : EXIT_CODE.usage
    }
    const fatal = fatalError(error, false, args.includes("--verbose"))
    complain(`error: ${fatal.text}\n`)
    return fatal.exitCode
  }
}

const SUBCOMMANDS = [runCommand, retryCommand, statusCommand, listCommand, sandboxCommand]

/** The commands, and the options of those that the arguments may mean: to declare them all would take longer than to print help. */
function commandLine(
  args: readonly string[],
  complain: (text: string) => void,
  done: (exitCode: number) => void,
): Command {
  const program = new Command(PACKAGE_NAME)
    .description("Bulk-imports users, events and purchases from CSV and NDJSON files into Iterable.")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help; after a command, the help of that command")
    .helpCommand("help [COMMAND]", "print the help of a command")
    .usage("COMMAND [OPTIONS]")
    .configureOutput({ outputError: (text) => complain(withoutValues(text)) })
    .configureHelp({
      subcommandTerm: (command) => `${command.name()} ${command.usage()}`,
      optionDescription: (option) => option.description,
    })
    .showHelpAfterError(`(${PROGRAM_NAME} --help says more)`)
    .exitOverride()
    .addHelpText("after", PROGRAM_EXAMPLES)
  for (const { declare, name, summary, usage } of SUBCOMMANDS) {
    const command = program
      .command(name)
      .summary(summary)
      .usage(usage)
      .helpOption("-h, --help", "print this help")
      .showHelpAfterError(`(${PROGRAM_NAME} ${name} --help says more)`)
    if (args.includes(name)) declare(command, done)
  }
  return program
}

/** Commander prints the help of the program for a command that there is not. */
function refuseUnknownHelp([first, name]: readonly string[]): void {
  const names = SUBCOMMANDS.map((subcommand) => subcommand.name)
  if (first !== "help" || name === undefined || name.startsWith("-")) return
  if (name === "help" || names.includes(name)) return
  throw new UsageError(`There is no command ${name}. The commands are ${names.join(", ")}.`)
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
