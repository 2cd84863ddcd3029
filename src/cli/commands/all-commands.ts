import { listCommand } from "./list/list-command.ts"
import { retryCommand } from "./retry/retry-command.ts"
import { runCommand } from "./run/run-command.ts"
import { sandboxCommand } from "./sandbox/sandbox-command.ts"
import { statusCommand } from "./status/status-command.ts"
import type { Subcommand } from "./subcommand.ts"

/** All commands, in the order of `--help`. */
export const ALL_COMMANDS: readonly Subcommand[] = [
  runCommand,
  retryCommand,
  statusCommand,
  listCommand,
  sandboxCommand,
]
