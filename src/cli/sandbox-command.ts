import { Command } from "commander"
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
    .addHelpText("after", SANDBOX_HELP)
    .action(async (flags: SandboxFlags) => {
      const { sandbox } = await import("./commands/sandbox.ts")
      done(await sandbox(flags))
    })
}

const SANDBOX_HELP = `
Examples:
  $ ${NAME} sandbox --port 8080
  $ ITERABLE_API_KEY=sandbox-key ${NAME} run users.csv --map map.ts --base-url http://127.0.0.1:8080
  $ curl http://127.0.0.1:8080/_sandbox/counts
`
