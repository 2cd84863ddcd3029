import { SOURCE_WORDS } from "../../../sources/source-words.ts"
import { PROGRAM_NAME } from "../../shell/program-name.ts"
import type { Subcommand } from "../subcommand.ts"

const NOTES = `
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

/** The command `run`. */
export const runCommand: Subcommand = {
  name: "run",
  summary: "import a file",
  usage: "FILE --map MAP [OPTIONS]",
  description:
    "Imports a file: gives each record to your map function, and sends what that returns to Iterable.",
  argument: {
    syntax: "[FILE]",
    help: `the file to import: ${SOURCE_WORDS.fileHelp}`,
  },
  notes: NOTES,
  act: async (argument, flags) => {
    const { run } = await import("./run.ts")
    return run(argument, flags)
  },
}
