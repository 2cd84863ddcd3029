import type { Clock } from "../../src/platform/clock.ts"
import type { HttpClient, HttpReply, HttpRequest } from "../../src/platform/network/http.ts"
import type { Random } from "../../src/platform/random.ts"
import type { Sandbox, SandboxReply } from "../../src/sandbox/index.ts"

/** How the network between an import and a sandbox behaves. */
export interface SandboxHttpOptions {
  readonly sandbox: Sandbox
  readonly clock: Clock
  readonly random: Random
  /** The longest that a request takes to arrive. */
  readonly jitterMs?: number
  /** Whether the server can be reached at a time. */
  readonly isUp?: (elapsedMs: number) => boolean
  /** Sees each request before the server does. */
  readonly onSend?: (request: HttpRequest) => void
  /** Sees which number a request got in the server's log. */
  readonly onArrival?: (request: HttpRequest, requestNumber: number) => void
}

/** HTTP without sockets: calls a sandbox's core, in whatever time the clock keeps. */
export function sandboxHttp(options: SandboxHttpOptions): HttpClient {
  return { send: (request, signal) => send(options, request, signal), close: () => Promise.resolve() }
}

async function send(
  options: SandboxHttpOptions,
  request: HttpRequest,
  signal: AbortSignal | undefined,
): Promise<HttpReply> {
  const { clock, isUp = () => true, jitterMs = 5, onArrival, onSend, random, sandbox } = options
  onSend?.(request)
  await clock.sleep(random() * jitterMs)
  if (!isUp(clock.elapsedMs())) {
    return { kind: "no-answer", neverSent: true, timedOut: false, reason: "connect ECONNREFUSED" }
  }
  const path = request.url.slice(new URL(request.url).origin.length)
  // A copy: what a client does to its buffer later is no business of the server's.
  const body = Uint8Array.from(request.body ?? [])
  const reply = sandbox.handle({ method: request.method, path, headers: request.headers, body })
  onArrival?.(request, reply.requestNumber)
  const takesMs = durationMs(reply)
  await clock.sleep(Math.min(takesMs, request.timeoutMs), signal)
  if (takesMs > request.timeoutMs || signal?.aborted === true) {
    return { kind: "no-answer", neverSent: false, timedOut: true, reason: "no answer in time" }
  }
  if (reply.kind === "whole" || reply.kind === "slow") {
    return { kind: "answer", status: reply.status, headers: reply.headers, body: reply.body.toString() }
  }
  return { kind: "no-answer", neverSent: false, timedOut: false, reason: "other side closed" }
}

function durationMs(reply: SandboxReply): number {
  if (reply.kind === "silent" || (reply.kind === "truncated" && reply.ending === "stall")) return Infinity
  if (reply.kind !== "slow") return reply.latencyMs
  return reply.latencyMs + Math.ceil(reply.body.length / reply.chunkBytes) * reply.chunkIntervalMs
}
