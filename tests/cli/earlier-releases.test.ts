import { createHash } from "node:crypto"
import { cp, mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import type { RejectLine, Summary } from "iterable-data-import"
import type { Sandbox } from "iterable-data-import/sandbox"
import { startSandbox } from "iterable-data-import/sandbox"
import { cli } from "./command-line.ts"
import type { Ended } from "./command-line.ts"

vi.setConfig({ testTimeout: 120_000 })

const RELEASES = join(import.meta.dirname, "../fixtures/releases")
const KEY = "sandbox-key"
/** When the sources, and all that an import left, were last written to; and when a person had corrected a list. */
const WRITTEN_AT = new Date(1_795_000_000_000)
const CORRECTED_AT = new Date(1_796_000_000_000)
/** A case of `make-fixtures.js`: what it imported, and which case of it shows the whole of that. */
interface Case {
  readonly name: string
  readonly source: "rows.csv" | "rows.ndjson"
  readonly whole: string
  readonly options?: readonly string[]
}

/** A folder in which a release had imported, and a server as that had left it. */
interface Left {
  readonly directory: string
  readonly lists: readonly string[]
  readonly sandbox: Sandbox
  readonly requestsBefore: number
  readonly summary: () => Promise<Summary>
  readonly command: (what: "run" | "retry", ...options: readonly string[]) => Promise<Ended>
}

const CUT_OFF: readonly Case[] = [
  { name: "stopped", source: "rows.csv", whole: "finished" },
  { name: "killed", source: "rows.csv", whole: "finished" },
  { name: "ndjson-killed", source: "rows.ndjson", whole: "ndjson-finished" },
]
const KEYED: Case = {
  name: "ids-from-killed",
  source: "rows.csv",
  whole: "ids-from-finished",
  options: ["--ids-from", "order"],
}
const FINISHED: readonly Case[] = [
  { name: "finished", source: "rows.csv", whole: "finished" },
  { name: "ndjson-finished", source: "rows.ndjson", whole: "ndjson-finished" },
]
const RETRY_KILLED: Case = { name: "retry-killed", source: "rows.csv", whole: "finished" }
/**
 * Release ebf4302 had no --ids-from, and did not note where its file was, so that no retry can look for newer values there. What a cut-off
 * retry of it had accepted of a record that it left open, three updates of users, is sent and counted once more.
 */
const RELEASED = [
  { release: "ebf4302", cutOff: CUT_OFF, retryOptions: ["--overwrite-newer"], usersCountedAgain: 3 },
  { release: "d3b8a79", cutOff: [...CUT_OFF, KEYED], retryOptions: [], usersCountedAgain: 0 },
]

describe.each(RELEASED)(
  "what release $release left",
  ({ cutOff, release, retryOptions, usersCountedAgain }) => {
    it.each(cutOff)("is gone on with: $name", async (of) => {
      const { command, directory, lists, requestsBefore, sandbox, summary } = await left(release, of)
      const columns = await columnsOf(lists)
      const before = sandbox.counts()
      const notNoted = before.events + before.purchases - (await notedIn(directory))
      expect(await command("run", "--max-rejects", "off", ...(of.options ?? []))).toMatchObject({
        exitCode: 1,
      })
      const { sandbox: whole, summary: wholeSummary } = await left(release, { ...of, name: of.whole })
      expect(before.events).toBeLessThan(whole.counts().events)
      // Nothing is lost, nothing doubled: all is as if the release had not been interrupted, with the ids that it gave.
      expect(heldBy(sandbox)).toEqual(heldBy(whole))
      const { actions, records, rejectReasons, status } = await summary()
      const expected = await wholeSummary()
      expect({ actions: used(actions), records, status }).toEqual({
        actions: used(expected.actions),
        records: expected.records,
        status: "completed",
      })
      expect(countsOf(rejectReasons)).toEqual(countsOf(expected.rejectReasons))
      expect(await columnsOf(lists)).toEqual(columns)
      for (const list of lists) expect(await listedIn(list)).toEqual([7, 13, 23, 31])
      // What the release had noted as accepted is not sent again.
      expect(sentAgain(sandbox)).toBeLessThanOrEqual(notNoted)
      expect(sandbox.counts().requests).toBeGreaterThan(requestsBefore)
    })

    it.each(FINISHED)("is not run again, and retried: $name", async (of) => {
      const { command, lists, requestsBefore, sandbox, summary } = await left(release, of)
      const columns = await columnsOf(lists)
      expect(await command("run", "--max-rejects", "off")).toMatchObject({ exitCode: 1 })
      expect(sandbox.counts().requests).toBe(requestsBefore)
      await correct(lists.at(-1) ?? "")
      await expectRetried(await command("retry", ...retryOptions), { columns, lists, sandbox, summary })
    })

    it("is retried to the end, if a retry was killed", async () => {
      const { command, directory, lists, sandbox, summary } = await left(release, RETRY_KILLED)
      const columns = await columnsOf(lists)
      expect(columns).toHaveLength(1)
      await utimes(join(directory, "rejects.csv"), CORRECTED_AT, CORRECTED_AT)
      await expectRetried(await command("retry", ...retryOptions), {
        columns,
        lists,
        sandbox,
        summary,
        usersCountedAgain,
      })
    })
  },
)

/** That the three corrected records were imported once each, and the fourth is still listed. */
async function expectRetried(
  { exitCode, stderr }: Ended,
  {
    columns,
    lists,
    sandbox,
    summary,
    usersCountedAgain = 0,
  }: Pick<Left, "lists" | "sandbox" | "summary"> & {
    readonly columns: readonly unknown[]
    readonly usersCountedAgain?: number
  },
): Promise<void> {
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 1 })
  const { events, purchases, users } = heldBy(sandbox)
  expect(users.filter(([email]) => /^user(7|13|23)@/.test(email))).toEqual([
    ["user13@example.com", { city: "City 13", score: 13 }],
    ["user23@example.com", { city: "City 23", score: 23 }],
    ["user7@example.com", { city: "City 7", score: 7 }],
  ])
  const all = Array.from({ length: 40 }, (_, index) => `user${index + 1}@example.com`)
  expect(events.map(({ email }) => email)).toEqual(
    all.filter((email) => email !== "user31@example.com").toSorted(),
  )
  expect(purchases).toHaveLength(8)
  const { actions, records } = await summary()
  expect(records).toMatchObject({ read: 40, imported: 39, rejected: 1, unknown: 0, pending: 0 })
  expect(used(actions)).toEqual({
    users: { accepted: 39 + usersCountedAgain, rejected: 0, unknown: 0 },
    events: { accepted: 39, rejected: 0, unknown: 0 },
    purchases: { accepted: 8, rejected: 0, unknown: 0 },
  })
  expect(await columnsOf(lists)).toEqual(columns)
  for (const list of lists) expect(await listedIn(list)).toEqual([31])
}

async function left(release: string, { name, source }: Case): Promise<Left> {
  const folder = await mkdtemp(join(tmpdir(), "earlier-release-"))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const file of [source, "map.mjs"]) await cp(join(RELEASES, "inputs", file), join(folder, file))
  await utimes(join(folder, source), WRITTEN_AT, WRITTEN_AT)
  const directory = join(folder, ".iterable-data-import", source)
  await cp(join(RELEASES, release, name, "state"), directory, { recursive: true })
  const { close, sandbox, url } = await startSandbox({ rateLimits: "off" })
  onTestFinished(() => close())
  await repeatRequests(join(RELEASES, release, name, "requests.ndjson"), url)
  await moveJournals(directory, url)
  await makeOld(directory)
  const rejects = ["rejects.ndjson", "rejects.csv"].filter(
    (file) => source === "rows.csv" || file !== "rejects.csv",
  )
  return {
    directory,
    lists: rejects.map((file) => join(directory, file)),
    sandbox,
    requestsBefore: sandbox.counts().requests,
    summary: async () => JSON.parse(await readFile(join(directory, "summary.json"), "utf8")) as Summary,
    command: (what, ...options) => {
      const limits = ["--rate-limit", "users=500,events=500,purchases=500"]
      return cli([what, source, "--map", "map.mjs", "--base-url", url, ...limits, ...options], {
        cwd: folder,
        env: { ITERABLE_API_KEY: KEY },
      })
    },
  }
}

/** Tells a server what the release's own server had been told, so that it holds the same. */
async function repeatRequests(path: string, url: string): Promise<void> {
  for (const line of (await readFile(path, "utf8")).trimEnd().split("\n")) {
    const { body, path: to } = JSON.parse(line) as { readonly path: string; readonly body: unknown }
    const response = await fetch(`${url}${to}`, {
      method: "POST",
      headers: { "api-key": KEY, "content-type": "application/json" },
      body: JSON.stringify(body),
    })
    expect(response.status).toBe(200)
  }
}

/** The sandbox of a test has another port than the server had; a journal says where it goes, under a checksum. */
async function moveJournals(directory: string, url: string): Promise<void> {
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (entry.name !== "journal") continue
    const path = join(entry.parentPath, entry.name)
    const [head = "", ...lines] = (await readFile(path, "utf8")).split("\n")
    const body = lines.join("\n").replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, url)
    const digest = createHash("sha256").update(body).digest("hex")
    const words = head.split(" ").slice(0, -2)
    await writeFile(path, `${[...words, digest, Buffer.byteLength(body)].join(" ")}\n${body}`)
  }
}

/** By the times of its files, a release told whether a person had changed a list; a lock that old is nobody's. */
async function makeOld(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) await utimes(join(entry.parentPath, entry.name), WRITTEN_AT, WRITTEN_AT)
}

/** As a person would: the addresses, and a score that was no number. */
async function correct(list: string): Promise<void> {
  const { mtimeMs } = await stat(list)
  expect(mtimeMs).toBe(WRITTEN_AT.getTime())
  const text = await readFile(list, "utf8")
  const corrected = list.endsWith(".csv")
    ? text.replaceAll(/,(user\d+)\.example\.com,/g, ",$1@example.com,").replaceAll(",n/a,", ",13,")
    : text
        .replaceAll(/("record":\{"email":"user\d+)\.example\.com/g, "$1@example.com")
        .replaceAll('"score":"n/a"', '"score":13')
  expect(corrected).not.toBe(text)
  await writeFile(list, corrected)
}

interface Held {
  readonly users: readonly (readonly [email: string, dataFields: unknown])[]
  readonly events: readonly { readonly email: string; readonly said: unknown }[]
  readonly purchases: readonly { readonly email: string; readonly said: unknown }[]
}

/** The counts of those endpoints to which anything was sent: later releases know more of them. */
function used(actions: Summary["actions"]): object {
  const counts = Object.entries(actions)
  return Object.fromEntries(
    counts.filter(([, { accepted, rejected, unknown }]) => accepted + rejected + unknown > 0),
  )
}

/** All that a server holds, by user: a doubled event or purchase stands there twice. */
function heldBy(sandbox: Sandbox): Held {
  const byText = <Value>(values: readonly Value[]): Value[] =>
    values.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
  return {
    users: byText([...sandbox.users()].map(({ dataFields, email }) => [String(email), dataFields] as const)),
    events: byText(
      [...sandbox.events()].map(({ dataFields, email, eventName, id }) => ({
        email: String(email),
        said: { id, eventName, dataFields },
      })),
    ),
    purchases: byText(
      [...sandbox.purchases()].map(({ email, id, items, total }) => ({
        email: String(email),
        said: { id, items, total },
      })),
    ),
  }
}

/** How many events and purchases a journal says to be accepted. */
async function notedIn(directory: string): Promise<number> {
  const [, entry = ""] = (await readFile(join(directory, "journal"), "utf8")).split("\n")
  const { events, purchases } = (JSON.parse(entry) as { readonly counts: Pick<Summary, "actions"> }).counts
    .actions
  return events.accepted + purchases.accepted
}

/** How often an event or a purchase came once more. */
function sentAgain(sandbox: Sandbox): number {
  return [...sandbox.events(), ...sandbox.purchases()].reduce(
    (sum, { timesApplied }) => sum + timesApplied - 1,
    0,
  )
}

function countsOf(reasons: Summary["rejectReasons"]): unknown {
  return new Map(reasons.map(({ code, count }) => [code, count]))
}

/** The first line of the lists that are CSV. */
async function columnsOf(lists: readonly string[]): Promise<readonly unknown[]> {
  const texts = lists.filter((list) => list.endsWith(".csv")).map((list) => readFile(list, "utf8"))
  return (await Promise.all(texts)).map((text) => text.split("\n")[0])
}

/** The numbers of the records that a list holds. */
async function listedIn(list: string): Promise<readonly number[]> {
  const lines = (await readFile(list, "utf8")).trimEnd().split("\n")
  const numbers = list.endsWith(".csv")
    ? lines.slice(1).map((line) => Number(/^\d+/.exec(line)?.[0]))
    : lines.map((line) => (JSON.parse(line) as RejectLine).position.recordNumber)
  return numbers.toSorted((one, other) => one - other)
}
