import { Command } from "commander"
import { collect } from "./collect.ts"
import type { SandboxFlags } from "./commands/sandbox.ts"

const NAME = "iterable-data-import"

/** The command `sandbox` and its options; what it does is loaded only when it is called. */
export function sandboxCommand(parent: Command, done: (exitCode: number) => void): Command {
  return new Command("sandbox")
    .copyInheritedSettings(parent)
    .helpOption("-h, --help", "print this help")
    .showHelpAfterError(`(${NAME} sandbox --help says more)`)
    .summary("run a local stand-in for Iterable")
    .description(
      "Runs a local stand-in for Iterable's API, to try map functions and imports against, until it is stopped with Ctrl-C.",
    )
    .usage("[OPTIONS]")
    .option("-p, --port <PORT>", "port on 127.0.0.1 (default: any free one)")
    .option(
      "--fault <RULE>",
      "something that goes wrong, again and again; may be given several times",
      collect,
    )
    .option("--set <NAME=VALUE>", "any option of the sandbox, with dots for nested ones; likewise", collect)
    .option("--config <FILE>", "a JSON file of options")
    .addHelpText("after", SANDBOX_HELP)
    .action(async (flags: SandboxFlags) => {
      const { sandbox } = await import("./commands/sandbox.ts")
      done(await sandbox(flags))
    })
}

const SANDBOX_HELP = `
Faults are KIND[:NUMBER][:after] and which requests they hit: @2% of them, #3 the third, /10 every tenth; or a rule as JSON.
Kinds: status (with a number), rate-limited, reset, silent, delay (in milliseconds), html-200, truncated, broken-json, gzip,
disable-key, schema-limit, invalid-list-id; with "after" the request is applied all the same.

Examples:
  $ ${NAME} sandbox --port 8080
  $ ITERABLE_API_KEY=sandbox-key ${NAME} run users.csv --map map.ts --base-url http://127.0.0.1:8080
  $ ${NAME} sandbox --fault status:500@2% --fault status:500:after@1% --fault reset@1% --fault rate-limited@5%
  $ ${NAME} sandbox --set projectType=email --set behavior.responseShape=sparse-2017 --set rateLimits=off
  $ curl http://127.0.0.1:8080/_sandbox/counts
`
