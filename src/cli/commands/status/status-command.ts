import { declaredOptions } from "../../../import/options/declared-option.ts"
import { PROGRAM_NAME } from "../../shell/program-name.ts"
import type { Subcommand } from "../subcommand.ts"
import { STATUS_OPTIONS } from "./status-options.ts"

const NOTES = `
States: running, retrying (finished, and its rejects are being run again),
retry-killed (such a retry was cut off: run it once more), stopped,
killed (it was running, and its process is gone), finished, unreadable (its
journal cannot be used). The exit code is 0 whatever the state.

Examples:
  $ ${PROGRAM_NAME} status
  $ ${PROGRAM_NAME} status users.csv --json
`

/** The command `status`. */
export const statusCommand: Subcommand = {
  name: "status",
  summary: "show how an import is doing",
  usage: "[IMPORT] [OPTIONS]",
  description: "Shows how an import is doing, while it runs (from another terminal) or afterwards.",
  argument: {
    syntax: "[IMPORT]",
    help: "name of the import, or the path of its file (default: the one that ran last)",
  },
  ownOptions: declaredOptions(STATUS_OPTIONS),
  notes: NOTES,
  act: async (argument, flags) => {
    const { status } = await import("./status.ts")
    return status(argument, flags)
  },
}
