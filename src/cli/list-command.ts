import type { Command } from "commander"
import type { StatusFlags } from "./commands/status.ts"
import { PROGRAM_NAME, subcommand } from "./subcommand.ts"

/** The command `list` and its options; what it does is loaded only when it is called. */
export function listCommand(parent: Command, done: (exitCode: number) => void): Command {
  return subcommand("list", parent)
    .summary("list all imports")
    .description(
      "Lists the imports that keep their files in a directory, the one that was last at work first.",
    )
    .usage("[OPTIONS]")
    .option("--state-dir <DIR>", "where imports keep their directories (default: .iterable-data-import)")
    .option("--json", "print them as a JSON array")
    .addHelpText(
      "after",
      `\nExamples:\n  $ ${PROGRAM_NAME} list\n  $ ${PROGRAM_NAME} list --state-dir /var/lib/imports --json\n`,
    )
    .action(async (flags: StatusFlags) => {
      const { list } = await import("./commands/list.ts")
      done(await list(flags))
    })
}
