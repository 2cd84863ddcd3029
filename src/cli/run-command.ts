import { Option } from "commander"
import type { Command } from "commander"
import { declareDeliveryOutput, declareDeliveryTarget } from "./declare-delivery.ts"
import type { RunFlags } from "./run-options.ts"
import { PROGRAM_NAME } from "./subcommand.ts"
import type { Subcommand } from "./subcommand.ts"

/** The command `run` and its options. */
export const runCommand: Subcommand = {
  name: "run",
  summary: "import a file",
  usage: "FILE --map MAP [OPTIONS]",
  declare,
}

function declare(command: Command, done: (exitCode: number) => void): void {
  command
    .description(
      "Imports a file: gives each record to your map function, and sends what that returns to Iterable.",
    )
    .argument(
      "[FILE]",
      "the file to import: CSV with a header row, or one JSON object per line (NDJSON); unpacked if its name ends in .gz",
    )
    .option("-m, --map <MAP>", "file whose default export is the map function: .ts, .js, .mjs, .cjs")
    .option(
      "--delimiter <CHAR>",
      "what separates the fields of a CSV file: comma, semicolon, tab or pipe (default: comma; tab for .tsv)",
    )
    .addOption(
      new Option("-f, --format <FORMAT>", "how to read FILE: csv or ndjson (default: by its name)").choices([
        "csv",
        "ndjson",
      ]),
    )
  declareDeliveryTarget(command)
    .option(
      "--max-rejects <LIMIT>",
      "stop once more records than this are rejected: a number, a percentage, or off (default: 10%)",
    )
    .option(
      "--rejects <FILE>",
      "where to write the records that were not imported (default: in the import's directory)",
    )
    .option("--report-values", "show the values of records in report.html instead of masking personal data")
    .option("--state-dir <DIR>", "where imports keep their directories (default: .iterable-data-import)")
    .option("--name <NAME>", "name of the import (default: the name of FILE)")
    .option("--restart", "start over, even if the import is finished or can be resumed")
    .option("--allow-empty", "accept a FILE without records")
    .option("--resume-anyway", "resume even if FILE or the destination has changed since the import stopped")
    .addOption(
      new Option(
        "--if-changed <MEANING>",
        "how to treat a FILE that has changed since it was imported: same (the same file, corrected: unchanged rows keep their ids) or new (another file with that name); a FILE that has not changed is not imported again",
      ).choices(["same", "new"]),
    )
    .option(
      "--ids-from <COLUMNS>",
      "make the ids of events and purchases from these columns, such as order_id (default: from the record's place and content in FILE)",
    )
  declareDeliveryOutput(command)
    .addHelpText("after", RUN_HELP)
    .action(async (file: string | undefined, flags: RunFlags) => {
      const { run } = await import("./commands/index.ts")
      done(await run(file, flags))
    })
}

const RUN_HELP = `
The map function gets a record and returns what it means, for example in map.ts:
  import { UpdateUserProfile } from "iterable-data-import"
  export default (record) => new UpdateUserProfile({ email: record.email, dataFields: { city: record.city } })

Examples:
  $ ${PROGRAM_NAME} run users.csv --map map.ts --sandbox
  $ ${PROGRAM_NAME} run users.csv --map map.ts --dry-run
  $ ITERABLE_API_KEY=... ${PROGRAM_NAME} run users.csv --map map.ts
  $ ${PROGRAM_NAME} run events.ndjson --map map.js --region eu --api-key-env ITERABLE_EU_KEY
  $ ${PROGRAM_NAME} run users.csv --map map.ts --json --quiet > summary.json

HTTPS_PROXY, HTTP_PROXY and NO_PROXY are used, but never for servers on this machine.

Exit codes:
  0    all records were imported, or skipped by the map function, now or in an
       earlier run
  1    finished, but some records were rejected or may not have been applied,
       nothing was imported, FILE was written to while it was read, code of the
       map file failed outside the map function (in a timer or a promise), or the
       summary could not be printed
  2    wrong use, an unreadable file, or an import that is refused (another API
       key than before, a finished import with another map file, a changed file,
       or another process is running it); nothing was sent
  3    stopped before the end
  4    the API key was refused
  130  interrupted
`
