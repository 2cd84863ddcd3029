import { declaredOptions } from "../../../import/options/declared-option.ts"
import { PROGRAM_NAME } from "../../shell/program-name.ts"
import type { Subcommand } from "../subcommand.ts"
import { LIST_OPTIONS } from "./list-options.ts"

const NOTES = `
Examples:
  $ ${PROGRAM_NAME} list
  $ ${PROGRAM_NAME} list --state-dir /var/lib/imports --json
`

/** The command `list`. */
export const listCommand: Subcommand = {
  name: "list",
  summary: "list all imports",
  usage: "[OPTIONS]",
  description: "Lists all imports whose files are in the state directory, the one that ran last first.",
  ownOptions: declaredOptions(LIST_OPTIONS),
  notes: NOTES,
  act: async (_, flags) => {
    const { list } = await import("./list.ts")
    return list(flags)
  },
}
