import { inspect } from "node:util"

import { createSandbox } from "../create-sandbox.ts"
import { isAmount } from "../options/resolve-options.ts"
import type { SandboxOptions } from "../options/sandbox-options.ts"
import { type RunningSandbox, serveSandbox } from "./serve-sandbox.ts"

/** How a sandbox is served. */
export interface StartSandboxOptions extends SandboxOptions {
  /** @defaultValue 0, any free port */
  readonly port?: number
  /** Epoch milliseconds. @defaultValue the system's clock */
  readonly now?: () => number
  /**
   * How long the server keeps a connection open after an answer; a request that comes as it closes is lost, as happens
   * with Iterable. No answer of the API tells the client how long, as no recorded one does. 0 keeps it open for ever.
   *
   * @defaultValue 120,000
   */
  readonly keepAliveTimeoutMs?: number
}

const KEEP_ALIVE_TIMEOUT_MS = 120_000

/**
 * Serves a sandbox over HTTP on 127.0.0.1. Requests whose `Host` is not this machine, or that come from a web page of
 * another origin, are refused.
 *
 * @throws TypeError if an option or its value is not known; the server's own error if the port is taken.
 */
export async function startSandbox(options: StartSandboxOptions = {}): Promise<RunningSandbox> {
  const { port = 0, now = Date.now, keepAliveTimeoutMs = KEEP_ALIVE_TIMEOUT_MS, ...given } = options
  checkServer({ port, now, keepAliveTimeoutMs })
  const sandbox = createSandbox({ ...given, now })
  return serveSandbox(sandbox, { port, keepAliveTimeoutMs })
}

function checkServer({ port, now, keepAliveTimeoutMs }: Readonly<Record<string, unknown>>): void {
  const wrong =
    !isAmount(port) || !Number.isInteger(port) || Number(port) > 65_535
      ? `port is no whole number from 0 to 65535: ${inspect(port)}`
      : !isAmount(keepAliveTimeoutMs)
        ? `keepAliveTimeoutMs is no number of at least 0: ${inspect(keepAliveTimeoutMs)}`
        : typeof now === "function"
          ? null
          : `now is no function: ${inspect(now)}`
  if (wrong !== null) throw new TypeError(`Cannot start the sandbox as ${wrong}`)
}
