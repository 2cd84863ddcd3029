import { PROGRAM_NAME } from "../../shell/program-name.ts"
import type { Subcommand } from "../subcommand.ts"

const NOTES = `
Nothing is duplicated: records keep their numbers and digests, so their events
keep the ids derived from them. Only actions that were not accepted are run.

An update is left out and stays among the rejects if a later record about the
same user was imported, unless you give --overwrite-newer. If the import
cannot tell, its file is read once more.

Of the two lists of rejects, the one that you changed counts. If both were
changed and say different things, name one with --from. With --sandbox and
--dry-run, the rejects of the import stay as they are. --retry-stage and
--retry-code may be given several times, or once with commas.

Examples:
  $ ${PROGRAM_NAME} retry users.csv --map map.ts
  $ ${PROGRAM_NAME} retry --map map.ts --dry-run
  $ ${PROGRAM_NAME} retry users.csv --map map.ts --retry-code map-function-threw
  $ ${PROGRAM_NAME} retry users.csv --map map.ts --from corrected.csv

Exit codes:
  0    everything that was retried was imported, or skipped by the map function
  1    finished, but some records failed again, nothing was imported, code of the
       map file failed outside the map function (in a timer or a promise), or the
       summary could not be printed
  2    wrong use, a list that cannot be read, or another API key than that of the
       import; nothing was sent
  3    stopped before the end
  4    the API key was refused
  130  interrupted
`

/** The command `retry`. */
export const retryCommand: Subcommand = {
  name: "retry",
  summary: "run the rejects of an import again",
  usage: "[IMPORT] --map MAP [OPTIONS]",
  description:
    "Runs only the rejects of an import again, corrected or not, through the map function as it is now. Those that still fail stay among the rejects.",
  argument: {
    syntax: "[IMPORT]",
    help: "name of the import, or the path of its file (default: the one that ran last)",
  },
  notes: NOTES,
  act: async (argument, flags) => {
    const { retry } = await import("./retry.ts")
    return retry(argument, flags)
  },
}
