import type { Command } from "commander"
import type { StatusFlags } from "./commands/status.ts"
import { PROGRAM_NAME } from "./subcommand.ts"
import type { Subcommand } from "./subcommand.ts"

/** The command `status` and its options. */
export const statusCommand: Subcommand = {
  name: "status",
  summary: "show how an import is doing",
  usage: "[IMPORT] [OPTIONS]",
  declare,
}

function declare(command: Command, done: (exitCode: number) => void): void {
  command
    .description("Shows how an import is doing, while it runs (from another terminal) or afterwards.")
    .argument("[IMPORT]", "name of the import, or the path of its file (default: the one that ran last)")
    .option("--state-dir <DIR>", "where imports keep their directories (default: .iterable-data-import)")
    .option("--json", "print it as a JSON object")
    .addHelpText("after", STATUS_HELP)
    .action(async (importName: string | undefined, flags: StatusFlags) => {
      const { status } = await import("./commands/index.ts")
      done(await status(importName, flags))
    })
}

const STATUS_HELP = `
States: running, retrying (finished, and its rejects are being run again),
retry-killed (such a retry was cut off: run it once more), stopped,
killed (it was running, and its process is gone), finished, unreadable (its
journal cannot be used). The exit code is 0 whatever the state.

Examples:
  $ ${PROGRAM_NAME} status
  $ ${PROGRAM_NAME} status users.csv --json
`
