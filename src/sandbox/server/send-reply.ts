import type { ServerResponse } from "node:http"

import { resetConnection } from "./reset-connection.ts"
import type { SandboxReply, SlowReply, WholeReply } from "../calls/sandbox-reply.ts"
import type { Timers } from "./timers.ts"

/** How long a reset waits for the bytes before it: a client that gets both at once may take it for an orderly end. */
const RESET_LAG_MS = 20

/** Does to a connection what a reply says. */
export function sendReply(reply: SandboxReply, response: ServerResponse, timers: Timers): void {
  timers.after(reply.latencyMs, () => {
    if (response.destroyed) return
    switch (reply.kind) {
      case "silent":
        return
      case "reset":
        resetConnection(response.socket)
        return
      case "whole":
        response.writeHead(reply.status, headersOf(reply, response)).end(reply.body)
        return
      case "slow":
        response.writeHead(reply.status, headersOf(reply, response))
        drip(reply, 0, response, timers)
        return
      case "truncated":
        response.writeHead(reply.status, headersOf(reply, response))
        response.flushHeaders()
        response.write(reply.body.subarray(0, reply.sentBytes), () => {
          if (reply.ending === "close") response.socket?.end()
          else if (reply.ending === "reset")
            timers.after(RESET_LAG_MS, () => resetConnection(response.socket))
        })
    }
  })
}

/** Says that the connection goes on, in the recorded way: with a header of its own, Node.js would tell how long as well. */
function headersOf(
  { headers }: Pick<WholeReply, "headers">,
  { shouldKeepAlive }: ServerResponse,
): Readonly<Record<string, string>> {
  return shouldKeepAlive ? { ...headers, connection: "keep-alive" } : headers
}

function drip(reply: SlowReply, offset: number, response: ServerResponse, timers: Timers): void {
  if (response.destroyed) return
  const end = offset + reply.chunkBytes
  response.write(reply.body.subarray(offset, end))
  if (end >= reply.body.length) response.end()
  else timers.after(reply.chunkIntervalMs, () => drip(reply, end, response, timers))
}
