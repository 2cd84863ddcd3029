import { createServer } from "node:http"
import type { IncomingMessage, Server } from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout } from "node:timers/promises"
import { json } from "node:stream/consumers"

interface Note {
  readonly email: string
  readonly text: string
}

/** A request as it came. */
export interface NotebookRequest {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly body: { readonly notebook: string; readonly notes: readonly Note[] }
}

const ANSWER_AFTER_MS = 3

/**
 * A server that knows nothing but `PUT /api/notebooks/{notebook}/notes` and `POST /api/users/bulkUpdate`. It counts a note whose text is `bad` as
 * failed, keeps the others, and notes what no client may do.
 */
export class NotebookServer {
  readonly requests: NotebookRequest[] = []
  /** The texts about each user, in the order in which they came; those of updates are `update`. */
  readonly kept: Map<string, string[]> = new Map()
  /** What was wrong with requests. */
  readonly complaints: string[] = []
  readonly #underWay = new Set<string>()
  readonly #server: Server = createServer((request, response) => {
    void this.#answer(request).then(({ body, status }) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body)),
    )
  })

  static async start(): Promise<NotebookServer> {
    const server = new NotebookServer()
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve))
    return server
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #answer(request: IncomingMessage): Promise<{ readonly status: number; readonly body: object }> {
    const { method, url } = request
    const body = (await json(request)) as { users?: readonly Note[] } & NotebookRequest["body"]
    const items = body.users ?? body.notes
    const isNote = body.users === undefined
    const own = isNote ? "note" : "update"
    // A note waits for the updates before it; an update waits for no note.
    const others = isNote ? ["note", "update"] : ["update"]
    for (const { email } of items) {
      if (others.some((other) => this.#underWay.has(`${other} ${email}`)))
        this.complaints.push(`${email} is in two requests at a time`)
      this.#underWay.add(`${own} ${email}`)
    }
    // Long enough for another request to come meanwhile.
    await setTimeout(ANSWER_AFTER_MS)
    if (isNote) this.requests.push({ method, path: url, body })
    const bad = items.filter(({ text }) => text === "bad")
    for (const { email, text } of items)
      if (text !== "bad") this.kept.set(email, [...(this.kept.get(email) ?? []), isNote ? text : "update"])
    for (const { email } of items) this.#underWay.delete(`${own} ${email}`)
    const invalid = { invalidEmails: bad.map(({ email }) => email) }
    const counts = { successCount: items.length - bad.length, failCount: bad.length }
    return { status: 200, body: { ...counts, ...invalid, failedUpdates: invalid } }
  }
}
