import { existsSync, readFileSync } from "node:fs"
import { createServer } from "node:http"
import type { Server, ServerResponse } from "node:http"
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { json } from "node:stream/consumers"
import { setTimeout } from "node:timers/promises"
import { afterEach, beforeEach, expect, it } from "vitest"
import { readJournalText } from "../../src/journal/journal-text.ts"
import { folderWith, start } from "../cli/command-line.ts"
import type { Running } from "../cli/command-line.ts"

const ROWS = 9_000
/** Rows of a kilobyte: what comes later in the file is not read yet when the first requests leave. */
const PADDING = "x".repeat(1_000)
const SLOW_MS = 1_500
const ANSWERED_SLOWLY = 4
/** The last row of the user. */
const LAST = 8_500

/** One user has every thousandth row, and so one in each request. */
const userOf = (row: number): string => (row % 1_000 === 500 ? "often" : `u${row}`)
const USERS_CSV = `seq,user,padding\n${Array.from({ length: ROWS }, (_, index) => `${index + 1},${userOf(index + 1)},${PADDING}\n`).join("")}`
const MAP = `import { UpdateUserProfile } from "iterable-data-import"
export default ({ seq, user, padding }) =>
  new UpdateUserProfile({ userId: user, dataFields: { seq: Number(seq), padding } })
`

interface BulkUpdate {
  readonly users: readonly { readonly userId: string; readonly dataFields: { readonly seq: number } }[]
}

/** Applies the first requests slowly, keeps the ones after them until it is told that their client was killed, and then is quick. */
class SlowServer {
  readonly #server: Server
  readonly #kept: (() => void)[] = []
  #requests = 0
  #isClientKilled = false
  /** What the user was updated to, one after the other. */
  readonly applied: number[] = []
  /** What the kept requests say of the user. */
  readonly keptOfUser: number[] = []

  constructor() {
    this.#server = createServer((request, response) => {
      void json(request).then(
        (body) => this.#take(body as BulkUpdate, response),
        () => undefined,
      )
    })
  }

  async listen(): Promise<string> {
    this.#server.listen(0, "127.0.0.1")
    await once(this.#server, "listening")
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  get keepsRequests(): boolean {
    return this.keptOfUser.length > 0
  }

  /** Resolves when all that the client had sent is applied. */
  async clientWasKilled(): Promise<void> {
    this.#isClientKilled = true
    await setTimeout(SLOW_MS)
    for (const apply of this.#kept) apply()
  }

  #take({ users }: BulkUpdate, response: ServerResponse): void {
    this.#requests += 1
    const ofUser = users.flatMap(({ dataFields, userId }) => (userId === "often" ? [dataFields.seq] : []))
    const apply = (): void => {
      this.applied.push(...ofUser)
      response.setHeader("content-type", "application/json")
      response.end(JSON.stringify({ successCount: users.length, failCount: 0 }))
    }
    if (this.#isClientKilled) apply()
    else if (this.#requests <= ANSWERED_SLOWLY) void setTimeout(SLOW_MS).then(apply)
    else {
      this.#kept.push(apply)
      this.keptOfUser.push(...ofUser)
    }
  }
}

let cwd = ""
let server: SlowServer
let url = ""
beforeEach(async () => {
  cwd = await folderWith({ "users.csv": USERS_CSV, "map.js": MAP })
  server = new SlowServer()
  url = await server.listen()
})
afterEach(() => server.close())

const run = (): Running =>
  start(["run", "users.csv", "--map", "map.js", "--base-url", url, "--rate-limit", "off"], {
    cwd,
    env: { ITERABLE_API_KEY: "canary0key0canary0key0canary0key" },
  })

/** Whether the journal knows of what was answered. */
function isRemembered(): boolean {
  const path = join(cwd, ".iterable-data-import", "users.csv", "journal")
  if (!existsSync(path)) return false
  const journal = readJournalText(readFileSync(path))
  return journal.kind === "entry" && journal.entry.settled.lowWater >= 1_000
}

it(
  "a request of a killed run that a slow server applies late replaces no newer value",
  { timeout: 60_000 },
  async () => {
    const first = run()
    while (!server.keepsRequests || !isRemembered()) {
      if (first.child.exitCode !== null) throw new Error(first.stderr())
      await new Promise((resolve) => setImmediate(resolve))
    }
    first.child.kill("SIGKILL")
    await first.ended
    const lateApplied = server.clientWasKilled()
    const { exitCode, stderr } = await run().ended
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    expect(stderr).toContain("Going on at record")
    await lateApplied
    expect(server.applied).toEqual(expect.arrayContaining(server.keptOfUser))
    expect(server.applied.at(-1)).toBe(LAST)
  },
)
