import { readFileSync } from "node:fs"
import { Command, CommanderError, Option } from "commander"
import type { SandboxFlags } from "./commands/sandbox.ts"
import { EXIT_CODE } from "./exit-code.ts"
import { fatalError } from "./fatal-error.ts"
import { refuseKeyArgument } from "./refuse-key-argument.ts"
import type { RunFlags } from "./run-options.ts"

const NAME = "iterable-data-import"

/** Does what the arguments say; gives the exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  let exitCode: number = EXIT_CODE.ok
  const program = commandLine((code) => {
    exitCode = code
  })
  try {
    refuseKeyArgument(args)
    await program.parseAsync(args, { from: "user" })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODE.ok : EXIT_CODE.usage
    const fatal = fatalError(error, false, args.includes("--verbose"))
    process.stderr.write(`${fatal.text}\n`)
    return fatal.exitCode
  }
}

/** The commands and their options. What a command does is loaded only when it is called, so that help comes at once. */
function commandLine(done: (exitCode: number) => void): Command {
  const program = new Command(NAME)
    .description("Bulk-imports users, events and purchases from CSV and NDJSON files into Iterable.")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help; after a command, the help of that command")
    .helpCommand("help [COMMAND]", "print the help of a command")
    .usage("COMMAND [OPTIONS]")
    .configureOutput({ outputError: (text, write) => write(withoutValues(text)) })
    .showHelpAfterError(`(${NAME} --help says more)`)
    .exitOverride()
    .addHelpText("after", PROGRAM_EXAMPLES)
  program.addCommand(
    runCommand(done).copyInheritedSettings(program).helpOption("-h, --help", "print this help"),
  )
  program.addCommand(
    sandboxCommand(done).copyInheritedSettings(program).helpOption("-h, --help", "print this help"),
  )
  return program
}

function runCommand(done: (exitCode: number) => void): Command {
  return new Command("run")
    .summary("import a file")
    .description(
      "Imports a file: each of its records is given to your map function, and what that returns is sent to Iterable.",
    )
    .usage("FILE --map MAP [OPTIONS]")
    .argument("[FILE]", "the file to import: CSV with a header row, or one JSON object a line (NDJSON)")
    .option("-m, --map <MAP>", "file whose default export is the map function: .ts, .js, .mjs, .cjs")
    .addOption(
      new Option("-f, --format <FORMAT>", "how to read FILE, where its name does not say so").choices([
        "csv",
        "ndjson",
      ]),
    )
    .option("--sandbox", "import into a local stand-in for Iterable that is started for it; no key needed")
    .option("--dry-run", "do everything but the sending; no key needed")
    .option("--api-key-env <NAME>", "environment variable that holds the API key (default: ITERABLE_API_KEY)")
    .addOption(
      new Option("--region <REGION>", "data center of the project (default: us)").choices(["us", "eu"]),
    )
    .option("--base-url <URL>", "send to another server, for example to a running sandbox")
    .option(
      "--rate-limit <LIMITS>",
      "requests per second, such as users=5,events=10,purchases=200, or off (default: Iterable's documented limits)",
    )
    .option(
      "--max-rejects <LIMIT>",
      "stop once more records than this are rejected: a number, a percentage, or off (default: 10%)",
    )
    .option(
      "--rejects <FILE>",
      "where to write the records that were not imported (default: in the import's directory)",
    )
    .option("--state-dir <DIR>", "where imports keep their directories (default: .iterable-data-import)")
    .option("--name <NAME>", "name of the import (default: the name of FILE)")
    .option("--json", "print the summary as a JSON object on stdout")
    .option("-q, --quiet", "show neither progress nor summary, only errors")
    .option("-v, --verbose", "show what the import meets on its way, and more about unexpected errors")
    .addHelpText("after", RUN_HELP)
    .action(async (file: string | undefined, flags: RunFlags) => {
      const { run } = await import("./commands/run.ts")
      done(await run(file, flags))
    })
}

function sandboxCommand(done: (exitCode: number) => void): Command {
  return new Command("sandbox")
    .summary("run a local stand-in for Iterable")
    .description(
      "Runs a local stand-in for Iterable's API, to try map functions and imports against, until it is stopped with Ctrl-C.",
    )
    .usage("[OPTIONS]")
    .option("-p, --port <PORT>", "port on 127.0.0.1 (default: any free one)")
    .addHelpText("after", SANDBOX_HELP)
    .action(async (flags: SandboxFlags) => {
      const { sandbox } = await import("./commands/sandbox.ts")
      done(await sandbox(flags))
    })
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
    $ ${NAME} run users.csv --map map.ts --sandbox
  Import for real:
    $ export ITERABLE_API_KEY=...
    $ ${NAME} run users.csv --map map.ts
`

const RUN_HELP = `
The map function gets a record and returns what it means, for example in map.ts:
  import { UpdateUserProfile } from "iterable-data-import"
  export default (record) => new UpdateUserProfile({ email: record.email, dataFields: { city: record.city } })

Examples:
  $ ${NAME} run users.csv --map map.ts --sandbox
  $ ${NAME} run users.csv --map map.ts --dry-run
  $ ITERABLE_API_KEY=... ${NAME} run users.csv --map map.ts
  $ ${NAME} run events.ndjson --map map.js --region eu --api-key-env ITERABLE_EU_KEY
  $ ${NAME} run users.csv --map map.ts --json --quiet > summary.json

Exit codes:
  0    all records were imported
  1    the end was reached, but some records were rejected
  2    wrong use, or a file that cannot be read; nothing was sent
  3    stopped before the end
  4    the API key was refused
  130  interrupted
`

const SANDBOX_HELP = `
Examples:
  $ ${NAME} sandbox --port 8080
  $ ITERABLE_API_KEY=any ${NAME} run users.csv --map map.ts --base-url http://127.0.0.1:8080
  $ curl http://127.0.0.1:8080/_sandbox/counts
`
