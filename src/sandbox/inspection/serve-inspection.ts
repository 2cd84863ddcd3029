import type { ServerResponse } from "node:http"

import { isObject } from "../project/data-fields.ts"
import type { Sandbox } from "../sandbox.ts"

/** Where the inspection of a sandbox is found; Iterable has no paths there. */
export const INSPECTION_PREFIX = "/_sandbox/"

const FLUSH_CHARS = 65_536

interface InspectionRequest {
  readonly method: string
  readonly path: string
  readonly body: Buffer
}

/**
 * Answers requests about the sandbox itself: `GET counts`, `users`, `user?email=|userId=`, `events`, `purchases`,
 * `lists`, `list?id=`, `requests`, `applied` (lists are NDJSON, written as the client reads), `POST reset`, `forgotten`, `options`.
 */
export async function serveInspection(
  sandbox: Sandbox,
  { method, path, body }: InspectionRequest,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(path, "http://127.0.0.1")
  const name = url.pathname.slice(INSPECTION_PREFIX.length)
  const list = method === "GET" ? listOf(sandbox, name) : null
  if (list !== null) await sendLines(list, response)
  else if (method === "GET") sendJson(response, single(sandbox, name, url.searchParams))
  else if (method === "POST") sendJson(response, change(sandbox, name, body))
  else sendJson(response, { status: 405, json: { error: `No ${method} here.` } })
}

interface JsonAnswer {
  readonly status: number
  readonly json: unknown
}

const NOTHING_HERE: JsonAnswer = { status: 404, json: { error: "Nothing here." } }

function listOf(sandbox: Sandbox, name: string): Iterable<object> | null {
  if (name === "requests") return sandbox.requests()
  return name === "applied" ? sandbox.applied() : sandbox.held(name)
}

function single(sandbox: Sandbox, name: string, query: URLSearchParams): JsonAnswer {
  if (name === "counts") return { status: 200, json: sandbox.counts() }
  if (name === "list") return found(sandbox.list(Number(query.get("id"))))
  if (name !== "user") return NOTHING_HERE
  const [email, userId] = [query.get("email"), query.get("userId")]
  return found(email === null ? sandbox.user({ userId: userId ?? "" }) : sandbox.user({ email }))
}

function found(held: object | null): JsonAnswer {
  return held === null ? NOTHING_HERE : { status: 200, json: held }
}

function change(sandbox: Sandbox, name: string, body: Buffer): JsonAnswer {
  try {
    const given: unknown = body.length === 0 ? {} : JSON.parse(body.toString())
    if (!isObject(given)) throw new TypeError("The body is no JSON object.")
    if (name === "reset") sandbox.reset()
    else if (name === "forgotten") sandbox.forget(given)
    else if (name === "options") sandbox.configure(given)
    else return NOTHING_HERE
    return { status: 200, json: sandbox.counts() }
  } catch (error) {
    return { status: 400, json: { error: error instanceof Error ? error.message : String(error) } }
  }
}

function sendJson(response: ServerResponse, { status, json }: JsonAnswer): void {
  response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(json)}\n`)
}

async function sendLines(items: Iterable<object>, response: ServerResponse): Promise<void> {
  response.writeHead(200, { "content-type": "application/x-ndjson" })
  let lines = ""
  for (const item of items) {
    lines += `${JSON.stringify(item)}\n`
    if (lines.length < FLUSH_CHARS) continue
    const hasRoom = response.write(lines)
    lines = ""
    if (!hasRoom) await roomIn(response)
    if (response.destroyed) return
  }
  response.end(lines)
}

/** Waits until a response can take more, or is gone. */
async function roomIn(response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off("drain", done).off("close", done)
      resolve()
    }
    response.on("drain", done).on("close", done)
    if (response.destroyed) done()
  })
}
