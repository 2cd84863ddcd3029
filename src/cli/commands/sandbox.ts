import { UsageError } from "../../errors.ts"
import type { RunningSandbox, StartSandboxOptions } from "../../sandbox/index.ts"
import { EXIT_CODE } from "../exit-code.ts"
import { parsePort } from "../parse-port.ts"
import { PlainUsageError } from "../plain-usage-error.ts"
import { readSandboxOptions } from "../read-sandbox-options.ts"
import type { SandboxKnobs } from "../read-sandbox-options.ts"
import { sandboxHints } from "../sandbox-hints.ts"
import { PROGRAM_NAME } from "../subcommand.ts"
import { watchSignals } from "../watch-signals.ts"

/** The options of `sandbox` as they stand on the command line. */
export interface SandboxFlags extends SandboxKnobs {
  readonly port?: string
}

/** Serves a sandbox until a signal comes; gives the exit code. */
export async function sandbox(flags: SandboxFlags): Promise<number> {
  const { port: wanted = 0, ...options } = readSandboxOptions(flags)
  const port = flags.port === undefined ? wanted : parsePort(flags.port)
  const running = await started(port, options)
  const stopped = new Promise<void>((resolve) => {
    watchSignals({ onFirst: () => resolve(), onSecond: () => process.exit(EXIT_CODE.interrupted) })
  })
  process.stdout.write(`listening on ${running.url}\n`)
  process.stderr.write(sandboxHints(running.url, options, PROGRAM_NAME))
  await stopped
  await running.close()
  return EXIT_CODE.ok
}

async function started(port: number, options: StartSandboxOptions): Promise<RunningSandbox> {
  try {
    const { startSandbox } = await import("../../sandbox/index.ts")
    return await startSandbox({ ...options, port })
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined
    if (code === "EADDRINUSE")
      throw new UsageError(
        `Port ${port} is in use. Choose another one, or leave --port out to get any that is free.`,
      )
    if (code === "EACCES")
      throw new UsageError(
        `Port ${port} is not permitted; those below 1024 often are not. Choose another one.`,
      )
    // Names and values of options are the sandbox's to know.
    if (error instanceof TypeError) throw new PlainUsageError(error.message)
    throw error
  }
}
