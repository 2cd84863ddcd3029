import type { Command } from "commander"
import type { StatusFlags } from "./commands/status.ts"
import { PROGRAM_NAME } from "./subcommand.ts"
import type { Subcommand } from "./subcommand.ts"

/** The command `list` and its options. */
export const listCommand: Subcommand = {
  name: "list",
  summary: "list all imports",
  usage: "[OPTIONS]",
  declare,
}

function declare(command: Command, done: (exitCode: number) => void): void {
  command
    .description("Lists all imports whose files are in the state directory, the one that ran last first.")
    .option("--state-dir <DIR>", "where imports keep their directories (default: .iterable-data-import)")
    .option("--json", "print them as a JSON array")
    .addHelpText(
      "after",
      `\nExamples:\n  $ ${PROGRAM_NAME} list\n  $ ${PROGRAM_NAME} list --state-dir /var/lib/imports --json\n`,
    )
    .action(async (flags: StatusFlags) => {
      const { list } = await import("./commands/index.ts")
      done(await list(flags))
    })
}
