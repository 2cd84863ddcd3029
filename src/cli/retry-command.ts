import type { Command } from "commander"
import { collect } from "./collect.ts"
import { declareDeliveryOutput, declareDeliveryTarget } from "./declare-delivery.ts"
import type { RetryFlags } from "./retry-options.ts"
import { PROGRAM_NAME } from "./subcommand.ts"
import type { Subcommand } from "./subcommand.ts"

/** The command `retry` and its options. */
export const retryCommand: Subcommand = {
  name: "retry",
  summary: "import the rejects of an import again",
  usage: "[IMPORT] --map MAP [OPTIONS]",
  declare,
}

function declare(command: Command, done: (exitCode: number) => void): void {
  command
    .description(
      "Runs just the records that were not imported again, corrected perhaps, through the map function as it is now. What still fails stays among the rejects.",
    )
    .argument("[IMPORT]", "name of the import, or the path of its file (default: the one that ran last)")
    .option("-m, --map <MAP>", "file whose default export is the map function: .ts, .js, .mjs, .cjs")
    .option(
      "--from <FILE>",
      "list of rejects to read (default: rejects.csv or rejects.ndjson of the import, whichever was corrected)",
    )
    .option("--retry-stage <STAGE>", "only those that failed there: parse, map, validate or api", collect)
    .option("--retry-code <CODE>", "only those with this code, as the summary names it", collect)
    .option("--overwrite-newer", "run also what puts older values in place of newer ones of the same user")
  declareDeliveryTarget(command).option(
    "--state-dir <DIR>",
    "where imports keep their directories (default: .iterable-data-import)",
  )
  declareDeliveryOutput(command)
    .addHelpText("after", RETRY_HELP)
    .action(async (importName: string | undefined, flags: RetryFlags) => {
      const { retry } = await import("./commands/index.ts")
      done(await retry(importName, flags))
    })
}

const RETRY_HELP = `
Records keep their numbers and digests, and so their events the ids that are
derived from these: nothing is doubled. Only actions that were not accepted are
run. An update of a user about whom a later record was imported is left out and
stays among the rejects, unless --overwrite-newer is given; where the import
does not know, its file is read once more.

Of the two lists of rejects, the one that you changed counts; if both were
changed and say different things, name one with --from. With --sandbox and
--dry-run the rejects of the import stay as they are. --retry-stage and
--retry-code may be given several times, or with commas.

Examples:
  $ ${PROGRAM_NAME} retry users.csv --map map.ts
  $ ${PROGRAM_NAME} retry --map map.ts --dry-run
  $ ${PROGRAM_NAME} retry users.csv --map map.ts --retry-code map-function-threw
  $ ${PROGRAM_NAME} retry users.csv --map map.ts --from corrected.csv

Exit codes:
  0    all that was retried was imported
  1    the end was reached, but some failed again
  2    wrong use, or a list that cannot be read; nothing was sent
  3    stopped before the end
  4    the API key was refused
  130  interrupted
`
