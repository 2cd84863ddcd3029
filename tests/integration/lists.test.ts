import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { ImportStoppedError, IterableDataImport, retryRejects } from "../../src/index.ts"
import type {
  CommonOptions,
  DeliveryOptions,
  ImportActionObject,
  MapResult,
  RejectLine,
  SourceDataRecord,
  SubscribeToListObject,
  Summary,
} from "../../src/index.ts"
import { parseRateLimit } from "../../src/import/options/typed/parse-rate-limit.ts"
import { startSandbox } from "../../src/sandbox/index.ts"
import type { LoggedRequest, RunningSandbox, SandboxOptions } from "../../src/sandbox/index.ts"
import { readLines } from "../kit/programs.ts"

type Row = SourceDataRecord<unknown>
type Options = Partial<CommonOptions & DeliveryOptions>

const LISTS = [
  { id: 7, name: "seven" },
  { id: 8, name: "eight" },
]
/** A list that nobody created yet. */
const UNKNOWN = 9
const ENDPOINTS = ["lists/subscribe", "lists/unsubscribe"]

let folder = ""
let running: RunningSandbox

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "lists-"))
  await start()
})

afterEach(async () => {
  await running.close()
  rmSync(folder, { recursive: true })
})

async function start(more: SandboxOptions = {}): Promise<void> {
  running = await startSandbox({ rateLimits: "off", lists: LISTS, keepBodies: true, ...more })
}

async function restart(more: SandboxOptions): Promise<void> {
  await running.close()
  await start(more)
}

const address = (name: string): string => `${name}@example.com`
const subscribe = (listId: number, name: string, dataFields?: object): SubscribeToListObject => ({
  kind: "subscribe-to-list",
  listId,
  user: { email: address(name), ...(dataFields === undefined ? {} : { dataFields: { ...dataFields } }) },
})
const unsubscribe = (listId: number, name: string): ImportActionObject => ({
  kind: "unsubscribe-from-list",
  listId,
  user: { email: address(name) },
})
const update = (name: string, dataFields: object): ImportActionObject => ({
  kind: "update-user-profile",
  user: { email: address(name), dataFields: { ...dataFields } },
})

const options = (more: Options = {}): CommonOptions & DeliveryOptions => ({
  apiKey: "made-up-key-0123456789",
  baseUrl: running.url,
  stateDir: join(folder, "state"),
  rateLimits: "off",
  maxRejects: "off",
  ...more,
})
const mapRow = ({ actions }: Row): MapResult => actions as MapResult

/** Imports a file with a line for each record, which holds its actions as JSON. */
function run(
  records: readonly (readonly ImportActionObject[])[],
  more: Options = {},
  map: (row: Row) => MapResult = mapRow,
): Promise<Summary> {
  const sourceFilePath = join(folder, "lists.ndjson")
  writeFileSync(sourceFilePath, records.map((actions) => `${JSON.stringify({ actions })}\n`).join(""))
  return IterableDataImport.create<Row>({ ...options(more), sourceFilePath }).run(map)
}
const retry = (): ReturnType<typeof retryRejects> => retryRejects<Row>(options(), mapRow)

const onList = (id: number): string[] =>
  (running.sandbox.list(id)?.subscribers ?? [])
    .map(({ email }) => String(email).split("@")[0] ?? "")
    .toSorted()
const requestsTo = (endpoint: string): LoggedRequest[] =>
  [...running.sandbox.requests()].filter((request) => request.endpoint === endpoint)
/** What was done about a user, in order: `subscribe 7`, `user`. */
const doneAbout = (name: string): string[] =>
  [...running.sandbox.applied()]
    .filter(({ email }) => email === address(name))
    .map(({ id, kind }) => (id === null ? kind : `${kind} ${id}`))
const rejectsOf = ({ paths }: Summary): RejectLine[] => readLines<RejectLine>(paths.rejects ?? "")

describe("subscriptions and unsubscriptions from a file", () => {
  it("keep their order for each user, across lists and among updates, and travel one list per request", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `p${index}`)
    const rounds: ((name: string) => readonly ImportActionObject[])[] = [
      (name) => [update(name, { step: 1 }), subscribe(7, name, { step: 2 })],
      (name) => [subscribe(8, name), unsubscribe(7, name)],
      (name) => [
        update(name, { step: 3 }),
        unsubscribe(8, name),
        subscribe(7, name),
        update(name, { step: 4 }),
      ],
      (name) => (name.endsWith("0") ? [] : [unsubscribe(7, name)]),
    ]
    const summary = await run(
      rounds.flatMap((round) => names.map((name) => round(name))),
      { maxRecordsPerRequest: 8 },
    )
    expect(summary.actions).toMatchObject({
      users: { accepted: 90, rejected: 0, unknown: 0 },
      subscribes: { accepted: 90, rejected: 0, unknown: 0 },
      unsubscribes: { accepted: 87, rejected: 0, unknown: 0 },
      purchases: { accepted: 0 },
    })
    expect(onList(7)).toEqual(["p0", "p10", "p20"])
    expect(onList(8)).toEqual([])
    const steps = [
      "user",
      "subscribe 7",
      "subscribe 8",
      "unsubscribe 7",
      "user",
      "unsubscribe 8",
      "subscribe 7",
    ]
    for (const name of names) {
      expect(doneAbout(name)).toEqual([...steps, "user", ...(name.endsWith("0") ? [] : ["unsubscribe 7"])])
      expect(running.sandbox.user({ email: address(name) })?.dataFields["step"]).toBe(4)
    }
    for (const endpoint of ENDPOINTS) {
      const bodies = requestsTo(endpoint).map(({ body = "" }) => JSON.parse(body) as { listId: number })
      expect(new Set(bodies.map(({ listId }) => listId))).toEqual(new Set([7, 8]))
      expect(requestsTo(endpoint).some(({ records }) => records === 8)).toBe(true)
    }
    expect(
      requestsTo("lists/unsubscribe").every(
        ({ body }) => body?.includes('"channelUnsubscribe":false') === true,
      ),
    ).toBe(true)
    const report = readFileSync(summary.paths.report ?? "", "utf8")
    expect(report).toContain("List subscriptions</th>")
    expect(report).toContain("List unsubscriptions</th>")
    expect(readFileSync(summary.paths.summary ?? "", "utf8")).toContain('"subscribes"')
  })

  it("of an unknown list are each rejected with what Iterable says, at one request, and no other list suffers", async () => {
    const names = Array.from({ length: 64 }, (_, index) => `p${index}`)
    const records = names.map((name, index) => [subscribe(index % 2 === 0 ? UNKNOWN : 7, name)])
    const summary = await run([...records, [unsubscribe(UNKNOWN, "p1")]])
    expect(summary.records).toMatchObject({ imported: 32, rejected: 33, unknown: 0 })
    expect(onList(7)).toHaveLength(32)
    const rejects = rejectsOf(summary)
    expect(new Set(rejects.map(({ code, message }) => `${code}: ${message}`))).toEqual(
      new Set(["http-400: Iterable answered 400: error.lists.invalidListId(9)"]),
    )
    expect(rejects[1]?.action).toEqual({ kind: "subscribe-to-list", listId: UNKNOWN, email: address("p2") })
    expect(requestsTo("lists/subscribe").filter(({ status }) => status === 400)).toHaveLength(1)

    // Somebody makes the list, and runs the rejects.
    const made = await fetch(`${running.url}/api/lists`, {
      method: "POST",
      headers: { "api-key": "made-up-key-0123456789", "content-type": "application/json" },
      body: '{"name":"nine"}',
    })
    expect(await made.json()).toEqual({ listId: UNKNOWN })
    const retried = await retry()
    expect(retried.records).toMatchObject({ read: 65, imported: 65, rejected: 0 })
    expect(onList(UNKNOWN)).toHaveLength(32)
    expect(readFileSync(summary.paths.summary ?? "", "utf8")).toMatch(/"subscribes": ?\{[^}]*"accepted": ?64/)
  })

  it("with an address that is none reject that record alone, and unsubscriptions of nobody theirs", async () => {
    const good = Array.from({ length: 20 }, (_, index) => [subscribe(7, `p${index}`)])
    const bad: ImportActionObject = { kind: "subscribe-to-list", listId: 7, user: { email: "bad@" } }
    const gone: ImportActionObject = { ...bad, kind: "unsubscribe-from-list" }
    const summary = await run([
      ...good.slice(0, 10),
      [bad],
      ...good.slice(10),
      [unsubscribe(7, "p3")],
      [unsubscribe(7, "nobody")],
      [unsubscribe(8, "p4")],
      [gone],
    ])
    expect(rejectsOf(summary).map(({ code, position }) => [position.recordNumber, code])).toEqual([
      [11, "invalid-identifier"],
      [23, "not-found"],
      [25, "invalid-identifier"],
    ])
    expect(summary.actions).toMatchObject({
      subscribes: { accepted: 20, rejected: 1, unknown: 0 },
      unsubscribes: { accepted: 2, rejected: 2, unknown: 0 },
    })
    expect(onList(7)).toHaveLength(19)
  })

  it("leave out users that the project does not know, where that is asked for", async () => {
    const only = (name: string): ImportActionObject => ({
      ...subscribe(7, name),
      updateExistingUsersOnly: true,
    })
    const summary = await run([[update("old", {}), only("old")], [only("new")], [subscribe(7, "other")]])
    expect(rejectsOf(summary).map(({ code }) => code)).toEqual(["not-found"])
    expect(onList(7)).toEqual(["old", "other"])
  })

  it("are sent again after failures, and come to the same", async () => {
    await restart({
      faults: [
        { fault: { kind: "rate-limited", resetSeconds: 0.1 }, endpoint: "lists/subscribe", requestNumber: 1 },
        { fault: { kind: "status", status: 500 }, endpoint: "lists/subscribe", requestNumber: 2 },
        {
          fault: { kind: "status", status: 500 },
          when: "after",
          endpoint: "lists/subscribe",
          requestNumber: 3,
        },
        { fault: { kind: "reset" }, when: "after", endpoint: "lists/unsubscribe", requestNumber: 1 },
      ],
    })
    const names = Array.from({ length: 12 }, (_, index) => `p${index}`)
    const summary = await run(
      names.flatMap((name) => [[subscribe(7, name)], [unsubscribe(7, name)], [subscribe(8, name)]]),
    )
    expect(summary.records).toMatchObject({ imported: 36, rejected: 0, unknown: 0 })
    expect([onList(7), onList(8)]).toEqual([[], names.toSorted()])
    expect(summary.requests.retried).toBeGreaterThanOrEqual(4)
  })

  it("go on after a stop where they were", async () => {
    const names = Array.from({ length: 400 }, (_, index) => `p${index}`)
    const records = names.flatMap((name) => [
      [subscribe(7, name)],
      [subscribe(8, name), unsubscribe(7, name)],
    ])
    const abort = new AbortController()
    let mapped = 0
    const stopping = run(records, { signal: abort.signal, maxRecordsPerRequest: 20 }, (row) => {
      mapped += 1
      if (mapped === 500) abort.abort()
      return mapRow(row)
    })
    await expect(stopping).rejects.toBeInstanceOf(ImportStoppedError)
    const summary = await run(records, { maxRecordsPerRequest: 20 })
    expect(summary.actions).toMatchObject({ subscribes: { accepted: 800 }, unsubscribes: { accepted: 400 } })
    expect([onList(7).length, onList(8).length]).toEqual([0, 400])
  })

  it("that are corrected are sent to the list that is meant now, and what was accepted is not sent again", async () => {
    const summary = await run([
      [subscribe(7, "ada"), subscribe(UNKNOWN, "ada")],
      [subscribe(7, "bob"), subscribe(UNKNOWN, "bob")],
    ])
    expect(summary.records).toMatchObject({ imported: 0, rejected: 2 })
    const list = summary.paths.rejects ?? ""
    // Ada's list is corrected; Bob's accepted one is too, and his other one goes.
    const corrected = readLines<RejectLine>(list).map((line, index) => ({
      ...line,
      record: {
        actions: index === 0 ? [subscribe(7, "ada"), subscribe(8, "ada")] : [subscribe(8, "bob")],
      },
    }))
    writeFileSync(list, corrected.map((line) => `${JSON.stringify(line)}\n`).join(""))
    const retried = await retry()
    expect(retried.records).toMatchObject({ imported: 2, rejected: 0 })
    expect(doneAbout("ada")).toEqual(["subscribe 7", "subscribe 8"])
    expect(doneAbout("bob")).toEqual(["subscribe 7", "subscribe 8"])
  })

  it("keep to a rate of their own", async () => {
    const names = ["p0", "p1", "p2", "p3"]
    await run(
      names.map((name) => [subscribe(7, name)]),
      { rateLimits: parseRateLimit("subscribes=4"), maxRecordsPerRequest: 1 },
    )
    const times = requestsTo("lists/subscribe").map(({ receivedAtMs }) => receivedAtMs)
    expect(times).toHaveLength(4)
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(700)
  })
})
