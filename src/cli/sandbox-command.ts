import type { Command } from "commander"
import { collect } from "./collect.ts"
import type { SandboxFlags } from "./commands/sandbox.ts"
import { PROGRAM_NAME } from "./subcommand.ts"
import type { Subcommand } from "./subcommand.ts"

/** The command `sandbox` and its options. */
export const sandboxCommand: Subcommand = {
  name: "sandbox",
  summary: "run a local stand-in for Iterable",
  usage: "[OPTIONS]",
  declare,
}

function declare(command: Command, done: (exitCode: number) => void): void {
  command
    .description(
      "Runs a local stand-in for Iterable's API, to try map functions and imports against, until it is stopped with Ctrl-C.",
    )
    .option("-p, --port <PORT>", "port on 127.0.0.1 (default: any free one)")
    .option("--fault <RULE>", "a fault to inject repeatedly; may be given several times", collect)
    .option(
      "--set <NAME=VALUE>",
      "any option of the sandbox, with dots for nested ones; may be given several times",
      collect,
    )
    .option("--config <FILE>", "a JSON file of options")
    .addHelpText("after", SANDBOX_HELP)
    .action(async (flags: SandboxFlags) => {
      const { sandbox } = await import("./commands/index.ts")
      done(await sandbox(flags))
    })
}

const SANDBOX_HELP = `
A RULE is KIND[:NUMBER][:after], followed by the requests that it hits: @2% (2 %
of them), #3 (the third) or /10 (every tenth). It can also be given as JSON.
Kinds: status (with a number), rate-limited, reset, silent, delay (in
milliseconds), html-200, truncated, broken-json, gzip, disable-key,
schema-limit, invalid-list-id; with "after" the request is applied all the same.

Examples:
  $ ${PROGRAM_NAME} sandbox --port 8080
  $ ITERABLE_API_KEY=sandbox-key ${PROGRAM_NAME} run users.csv --map map.ts --base-url http://127.0.0.1:8080
  $ ${PROGRAM_NAME} sandbox --fault status:500@2% --fault status:500:after@1% --fault reset@1%
  $ ${PROGRAM_NAME} sandbox --set projectType=email --set behavior.responseShape=sparse-2017
  $ curl http://127.0.0.1:8080/_sandbox/counts
`
