import { type Server, createServer } from "node:http"
import type { AddressInfo } from "node:net"

import { INSPECTION_PREFIX, serveInspection } from "../inspection/serve-inspection.ts"
import type { Sandbox } from "../sandbox.ts"
import { isLocalRequest } from "./is-local-request.ts"
import { readBody } from "./read-body.ts"
import { sendReply } from "./send-reply.ts"
import { Timers } from "./timers.ts"

/** A sandbox that listens on this machine. */
export interface RunningSandbox {
  /** For example `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string
  readonly port: number
  readonly sandbox: Sandbox
  /** Stops at once: cuts all connections, forgets all answers that are due. Safe to call twice. */
  readonly close: () => Promise<void>
}

/** Serves a sandbox over HTTP on 127.0.0.1, on a port or any that is free (0). */
export async function serveSandbox(
  sandbox: Sandbox,
  { port: wantedPort, keepAliveTimeoutMs }: { readonly port: number; readonly keepAliveTimeoutMs: number },
): Promise<RunningSandbox> {
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
