import { type Server, createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { inspect } from "node:util"

import { createSandbox } from "./create-sandbox.ts"
import { isLocalRequest } from "./is-local-request.ts"
import { readBody } from "./read-body.ts"
import { isAmount } from "./resolve-options.ts"
import type { Sandbox } from "./sandbox.ts"
import type { SandboxOptions } from "./sandbox-options.ts"
import { sendReply } from "./send-reply.ts"
import { INSPECTION_PREFIX, serveInspection } from "./serve-inspection.ts"
import { Timers } from "./timers.ts"

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

/** A sandbox that listens on this machine. */
export interface RunningSandbox {
  /** For example `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string
  readonly port: number
  readonly sandbox: Sandbox
  /** Stops at once: cuts all connections, forgets all answers that are due. Safe to call twice. */
  readonly close: () => Promise<void>
}

const KEEP_ALIVE_TIMEOUT_MS = 120_000

/**
 * Serves a sandbox over HTTP on 127.0.0.1. Requests whose `Host` is not this machine, or that come from a web page of
 * another origin, are refused.
 *
 * @throws TypeError if an option or its value is not known; the server's own error if the port is taken.
 */
export async function startSandbox(options: StartSandboxOptions = {}): Promise<RunningSandbox> {
  const {
    port: wantedPort = 0,
    now = Date.now,
    keepAliveTimeoutMs = KEEP_ALIVE_TIMEOUT_MS,
    ...given
  } = options
  checkServer({ port: wantedPort, now, keepAliveTimeoutMs })
  const sandbox = createSandbox({ ...given, now })
  const timers = new Timers()
  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    response.sendDate = false
    if (!isLocalRequest(request)) {
      response
        .writeHead(403, { "content-type": "text/plain" })
        .end("This sandbox is for this machine only.\n")
      request.resume()
      return
    }
    readBody(request, sandbox.maxBodyBytes())
      .then(async ({ body, bodyBytes }) => {
        const { method = "GET", url: path = "/", headers } = request
        if (path.startsWith(INSPECTION_PREFIX))
          return serveInspection(sandbox, { method, path, body }, response)
        sendReply(sandbox.handle({ method, path, headers, body, bodyBytes }), response, timers)
        return undefined
      })
      .catch(() => response.destroy())
  })
  // The buffer, which newer versions of Node.js add to the timeout, would keep connections open for longer than asked.
  Object.assign(server, { keepAliveTimeout: keepAliveTimeoutMs, keepAliveTimeoutBuffer: 0 })
  await listening(server, wantedPort)
  const { port } = server.address() as AddressInfo
  let closing: Promise<void> | null = null
  const close = async (): Promise<void> => {
    closing ??= closed(server, timers)
    await closing
  }
  return { url: `http://127.0.0.1:${port}`, port, sandbox, close }
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

async function listening(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, "127.0.0.1", resolve)
  })
}

async function closed(server: Server, timers: Timers): Promise<void> {
  timers.clear()
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
