import { Agent, request } from "undici"
import type { Dispatcher } from "undici"
import type { HttpClient, HttpReply, HttpRequest } from "./http.ts"

const CONNECT_TIMEOUT_MS = 10_000
/** More than any answer of the API; an endless one would fill the memory. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024

/** Errors that come up before a byte of the request was sent. */
const BEFORE_SENDING = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
])

/** HTTP over kept-alive connections. */
export function undiciHttp(): HttpClient {
  const agent = new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS },
    maxResponseSize: MAX_ANSWER_BYTES,
    pipelining: 1,
  })
  return {
    send: (asked, signal) => send(agent, asked, signal),
    close: () => agent.close(),
  }
}

async function send(agent: Agent, asked: HttpRequest, signal?: AbortSignal): Promise<HttpReply> {
  const deadline = new AbortController()
  const giveUp = (): void => deadline.abort()
  const timer = setTimeout(giveUp, asked.timeoutMs)
  signal?.addEventListener("abort", giveUp, { once: true })
  try {
    const answer = await request(asked.url, {
      dispatcher: agent,
      method: asked.method,
      headers: { ...asked.headers },
      body: asked.body ?? null,
      signal: deadline.signal,
      // The deadline counts for both; undici's own would now and then come before it and not be known for what they are.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    const body = await answer.body.text()
    return { kind: "answer", status: answer.statusCode, headers: flat(answer), body }
  } catch (error) {
    const timedOut = deadline.signal.aborted && signal?.aborted !== true
    const reason = timedOut ? `no answer within ${asked.timeoutMs / 1000} seconds` : reasonOf(error)
    return { kind: "no-answer", neverSent: isBeforeSending(error), timedOut, reason }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener("abort", giveUp)
  }
}

function flat({ headers }: Dispatcher.ResponseData): Record<string, string> {
  const single: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) single[name] = Array.isArray(value) ? value.join(", ") : value
  }
  return single
}

/** Whether the request surely never left. A network that goes away reports the same codes for connections that were made. */
function isBeforeSending(error: unknown): boolean {
  const cause: unknown = error instanceof AggregateError ? error.errors[0] : error
  const syscall = cause instanceof Error && "syscall" in cause ? String(cause.syscall) : ""
  return BEFORE_SENDING.has(codeOf(cause)) && /^(|connect|getaddrinfo)$/.test(syscall)
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : ""
}

/** Errors of several addresses tried at once have no message of their own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  return error instanceof Error ? error.message : String(error)
}
