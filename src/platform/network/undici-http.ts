import Agent from "undici/lib/dispatcher/agent.js"
import type { Dispatcher } from "undici"
import type { Proxy } from "./proxy-from-env.ts"
import type { HttpClient, HttpReply, HttpRequest } from "./http.ts"

const CONNECT_TIMEOUT_MS = 10_000
/** More than any answer of the API; an endless one would fill the memory. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024

const OPTIONS = { maxResponseSize: MAX_ANSWER_BYTES, pipelining: 1 }

/** HTTP over kept-alive connections, through a proxy where one is named. */
export function undiciHttp(proxy?: Proxy): HttpClient {
  if (proxy !== undefined) return httpThrough(proxy)
  const agent = new Agent({ ...OPTIONS, connect: { timeout: CONNECT_TIMEOUT_MS } })
  return {
    send: (asked, signal) => new Exchange(asked, signal).over(agent),
    // Connections that are still being made for what was given up are not waited for.
    close: () => agent.destroy(),
  }
}

/** What it takes is loaded with the first request: most have no proxy. */
function httpThrough(proxy: Proxy): HttpClient {
  let loading: Promise<Dispatcher> | undefined
  const agent = (): Promise<Dispatcher> =>
    (loading ??= import("./tunnel-agent.ts").then(({ tunnelAgent }) =>
      tunnelAgent(proxy, CONNECT_TIMEOUT_MS, OPTIONS),
    ))
  return {
    send: async (asked, signal) => new Exchange(asked, signal).over(await agent()),
    close: async () => (await loading)?.destroy(),
  }
}

/** One request and what comes of it. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #asked: HttpRequest
  readonly #signal: AbortSignal | undefined
  readonly #chunks: Buffer[] = []
  #head: Pick<Extract<HttpReply, { kind: "answer" }>, "status" | "headers"> | undefined
  /** There once the request was given to a connection; before that not a byte of it has left. */
  #controller: Dispatcher.DispatchController | undefined
  #reply: HttpReply | undefined
  #tell: (reply: HttpReply) => void = () => undefined

  constructor(asked: HttpRequest, signal: AbortSignal | undefined) {
    this.#asked = asked
    this.#signal = signal
  }

  async over(agent: Dispatcher): Promise<HttpReply> {
    const { method, url, headers, body, timeoutMs } = this.#asked
    const giveUp = (): void => this.#giveUp(false, "given up on request")
    const timer = setTimeout(() => this.#timeOut(), timeoutMs)
    this.#signal?.addEventListener("abort", giveUp, { once: true })
    try {
      return await new Promise<HttpReply>((resolve) => {
        this.#tell = resolve
        if (this.#signal?.aborted === true) return giveUp()
        const { origin, pathname, search } = new URL(url)
        // The time limit counts for all; undici's own would now and then come before it and not be known for what they are.
        const limits = { headersTimeout: 0, bodyTimeout: 0 }
        const path = pathname + search
        agent.dispatch({ origin, path, method, headers: { ...headers }, body: body ?? null, ...limits }, this)
        return undefined
      })
    } catch (error) {
      return { kind: "no-answer", neverSent: this.#isNeverSent, timedOut: false, reason: reasonOf(error) }
    } finally {
      clearTimeout(timer)
      this.#signal?.removeEventListener("abort", giveUp)
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // A connection that came too late is not used.
    if (this.#reply === undefined) this.#controller = controller
    else controller.abort(new Error("given up"))
  }

  onResponseStart(_: unknown, status: number, headers: Dispatcher.ResponseData["headers"]): void {
    this.#head = { status, headers: flat(headers) }
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    if (this.#head === undefined) return
    const body = new TextDecoder().decode(Buffer.concat(this.#chunks))
    this.#settle({ kind: "answer", ...this.#head, body })
  }

  onResponseError(_: unknown, error: Error): void {
    const reason = reasonOf(error)
    this.#settle({ kind: "no-answer", neverSent: this.#isNeverSent, timedOut: false, reason })
  }

  get #isNeverSent(): boolean {
    return this.#controller === undefined
  }

  /** A connection that does not come about says nothing of how long the server takes to answer. */
  #timeOut(): void {
    const what = this.#isNeverSent ? "connection" : "answer"
    this.#giveUp(!this.#isNeverSent, `no ${what} within ${this.#asked.timeoutMs / 1000} seconds`)
  }

  #giveUp(timedOut: boolean, reason: string): void {
    this.#settle({ kind: "no-answer", neverSent: this.#isNeverSent, timedOut, reason })
    this.#controller?.abort(new Error(reason))
  }

  #settle(reply: HttpReply): void {
    this.#reply ??= reply
    this.#tell(this.#reply)
  }
}

function flat(headers: Dispatcher.ResponseData["headers"]): Record<string, string> {
  const single: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) single[name] = Array.isArray(value) ? value.join(", ") : value
  }
  return single
}

/** Errors of several addresses tried at once have no message of their own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  if (isUnknownHost(error))
    return `${error.hostname} cannot be found (DNS): check the network, the address, or the proxy settings`
  return error instanceof Error ? error.message : String(error)
}

/** A name server does not know the name, or none can be asked. */
function isUnknownHost(error: unknown): error is Error & { readonly hostname: string } {
  return (
    error instanceof Error && "syscall" in error && error.syscall === "getaddrinfo" && "hostname" in error
  )
}
