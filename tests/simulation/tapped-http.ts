import type { Clock } from "../../src/platform/clock.ts"
import type { HttpClient, HttpReply, HttpRequest } from "../../src/platform/network/http.ts"
import { KEY_ECHOES } from "../kit/key-echoes.ts"
import { sandboxHttp } from "../kit/sandbox-http.ts"
import type { SandboxHttpOptions } from "../kit/sandbox-http.ts"
import { carriedBy, readReply } from "./exchange.ts"
import type { Exchange } from "./exchange.ts"

/** The secret that must come out nowhere. */
export const API_KEY = "canary-key-0123456789"

/** More requests than any simulated import may need; one that never ends is to be noticed. */
const MAX_REQUESTS = 200_000

/** Writes down all that goes between an import and a sandbox, in the order in which it was sent. */
export class TappedHttp implements HttpClient {
  readonly #clock: Clock
  readonly #http: HttpClient
  readonly #echoesKey: boolean
  readonly #requestNumbers = new WeakMap<HttpRequest, number>()
  readonly #exchanges: (Exchange | undefined)[] = []

  constructor(options: SandboxHttpOptions, echoesKey: boolean) {
    this.#clock = options.clock
    this.#echoesKey = echoesKey
    this.#http = sandboxHttp({
      ...options,
      onArrival: (request, requestNumber) => this.#requestNumbers.set(request, requestNumber),
    })
  }

  /** All exchanges that came to an end. */
  get exchanges(): readonly Exchange[] {
    return this.#exchanges.filter((exchange) => exchange !== undefined)
  }

  async send(request: HttpRequest, signal?: AbortSignal): Promise<HttpReply> {
    const index = this.#exchanges.push(undefined) - 1
    if (index >= MAX_REQUESTS) throw new Error(`More than ${MAX_REQUESTS} requests`)
    const carried = carriedBy(request)
    const sentAtMs = this.#clock.elapsedMs()
    const given = await this.#http.send(request, signal)
    const reply = this.#echoesKey ? withKey(given, keyInForm(index)) : given
    this.#exchanges[index] = {
      ...carried,
      sentAtMs,
      endedAtMs: this.#clock.elapsedMs(),
      ...readReply(reply),
      requestNumber: this.#requestNumbers.get(request),
    }
    return reply
  }

  close(): Promise<void> {
    return this.#http.close()
  }
}

/** The key in one of the forms in which it must not come out either. */
export function keyInForm(index: number): string {
  return KEY_ECHOES[index % KEY_ECHOES.length]?.write(API_KEY) ?? API_KEY
}

/** A reply that repeats the key, as it is and in another form, wherever a server may do so. */
function withKey(reply: HttpReply, key: string): HttpReply {
  if (reply.kind === "no-answer") return { ...reply, reason: `${reply.reason} (api-key: ${API_KEY}, ${key})` }
  const isOk = reply.status >= 200 && reply.status < 300
  // As a text in JSON, and in HTML alike.
  const quoted = JSON.stringify(key).slice(1, -1)
  const echo = `${quoted} of List((Api-Key,${API_KEY}),(Accept,*/*))`
  const body = isOk
    ? reply.body.replace('"createdFields":[', () => `"createdFields":["of_${quoted}",`).replace(",]", "]")
    : reply.body
        .replace(/"msg":"(?!Emails invalid)/, () => `"msg":"${echo} `)
        .replace("<title>", () => `<title>${echo} `)
  return { ...reply, body }
}
