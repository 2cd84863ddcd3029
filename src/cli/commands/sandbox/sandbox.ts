import { UsageError } from "../../../errors.ts"
import type { RunningSandbox, StartSandboxOptions } from "../../../sandbox/index.ts"
import { EXIT_CODE } from "../../exit-code.ts"
import { PlainUsageError } from "../../plain-usage-error.ts"
import { readSandboxOptions } from "./read-sandbox-options.ts"
import { sandboxHints } from "./sandbox-hints.ts"
import { SANDBOX_OPTIONS } from "./sandbox-options.ts"
import type { SandboxOptions } from "./sandbox-options.ts"
import { readFlags } from "../../options/read-flags.ts"
import type { TypedFlags } from "../../options/typed-flags.ts"
import { PROGRAM_NAME } from "../../shell/program-name.ts"
import { watchSignals } from "../../terminal/watch-signals.ts"

/** Serves a sandbox until a signal comes; gives the exit code. */
export async function sandbox(flags: TypedFlags): Promise<number> {
  const { port: typedPort, ...knobs } = readFlags<SandboxOptions>(SANDBOX_OPTIONS, flags)
  const { port: wanted = 0, ...options } = readSandboxOptions(knobs)
  const port = typedPort ?? wanted
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
    const { startSandbox } = await import("../../../sandbox/index.ts")
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
