import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import {
  AlreadyImportedError,
  IterableDataImport,
  MemoryJournalStore,
  TrackCustomEvent,
  TrackPurchase,
  UpdateUserProfile,
  UsageError,
  retryRejects,
} from "../../src/index.ts"
import type {
  CommonOptions,
  DeliveryOptions,
  JournalEntry,
  MapFunction,
  RejectLine,
  SourceDataRecord,
  Summary,
} from "../../src/index.ts"
import { deriveContentId } from "../../src/batches/derive-content-id.ts"
import { FileJournalStore } from "../../src/journal/file-journal-store.ts"
import { diskFileSystem } from "../../src/platform/files/disk-file-system.ts"
import { startSandbox } from "../../src/sandbox/index.ts"
import type { RunningSandbox } from "../../src/sandbox/index.ts"
import { readLines } from "../kit/programs.ts"

const COUNT = 500
const ITEMS = [{ id: "i", name: "Item", price: 1, quantity: 1 }]
let folder = ""
let sandbox: RunningSandbox
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "ids-"))
  sandbox = await startSandbox({ rateLimits: "off", behavior: { trackUnknownUser: "create" } })
})
afterEach(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

type Options = Partial<CommonOptions & DeliveryOptions>
type Row = SourceDataRecord<unknown>

const events = (): number => sandbox.sandbox.counts().events
const pathOf = (name: string): string => join(folder, name)
const common = (): DeliveryOptions & CommonOptions => ({
  apiKey: "made-up-key-0123456789",
  baseUrl: sandbox.url,
  stateDir: pathOf("state"),
  rateLimits: "off",
  maxRejects: "off",
})
const rows = (count = COUNT, day = 1): Row[] =>
  Array.from({ length: count }, (_, n) => ({ user: `u${n + 1}`, day, n: n + 1 }))
const ndjson = (all: readonly Row[]): string => all.map((row) => `${JSON.stringify(row)}\n`).join("")
const write = (content: readonly Row[] | string, name = "events.ndjson"): string => {
  writeFileSync(pathOf(name), typeof content === "string" ? content : ndjson(content))
  return pathOf(name)
}
const runFile = (map: MapFunction<Row>, options: Options = {}, name = "events.ndjson"): Promise<Summary> =>
  IterableDataImport.create<Row>({ ...common(), ...options, sourceFilePath: pathOf(name) }).run(map)

let clock = 0
/** What a map function makes of a record that reads the clock. */
const clocked: MapFunction<Row> = ({ user }) => {
  clock += 1
  return new TrackCustomEvent({ eventName: "seen", userId: String(user), createdAt: 1_600_000_000 + clock })
}

/** Forgets all but the first entry, as if the process had been killed after its last request. */
class KilledStore extends MemoryJournalStore {
  #isKilled = false

  override save(entry: JournalEntry): Promise<void> {
    if (this.#isKilled) return Promise.resolve()
    this.#isKilled = true
    return super.save(entry)
  }

  restart(): void {
    this.#isKilled = false
  }
}

describe("derived ids, with a map function that reads the clock", () => {
  it.each([
    ["NDJSON", ndjson(rows()), "events.ndjson"],
    [
      "CSV",
      ["user,n", ...rows().map(({ n, user }) => `${String(user)},${String(n)}`)].join("\r\n"),
      "events.csv",
    ],
  ])("are the same after a kill: %s", async (_, content, name) => {
    write(content, name)
    const journal = new KilledStore()
    await runFile(clocked, { journal }, name)
    expect(events()).toBe(COUNT)
    journal.restart()
    const { records } = await runFile(clocked, { journal }, name)
    expect([records.imported, events()]).toEqual([COUNT, COUNT])
  })

  it("are the same when the import is begun anew, and for copies and other names of the file", async () => {
    write(rows())
    await runFile(clocked)
    await runFile(clocked, { restart: true })
    copyFileSync(pathOf("events.ndjson"), pathOf("copy.ndjson"))
    await runFile(clocked, {}, "copy.ndjson")
    renameSync(pathOf("copy.ndjson"), pathOf("other.jsonl"))
    await runFile(clocked, { journal: false }, "other.jsonl")
    expect(events()).toBe(COUNT)
  })

  it("are others under a name that was given, for another file, and for other events of the same file", async () => {
    write(rows())
    await runFile(clocked)
    await runFile(clocked, { name: "spring" })
    expect(events()).toBe(2 * COUNT)
    write(rows(COUNT, 2), "tuesday.ndjson")
    await runFile(clocked, {}, "tuesday.ndjson")
    expect(events()).toBe(3 * COUNT)
    const bought: MapFunction<Row> = ({ user }) =>
      new TrackCustomEvent({ eventName: "bought", userId: String(user) })
    await runFile(bought, { restart: true })
    expect(events()).toBe(4 * COUNT)
  })

  it("tell the events of one record apart, also equal ones, whatever else the record asks for", async () => {
    write(rows())
    const event = (user: unknown, eventName: string): TrackCustomEvent =>
      new TrackCustomEvent({ eventName, userId: String(user) })
    const map: MapFunction<Row> = ({ user }) => [event(user, "a"), event(user, "a"), event(user, "b")]
    const withUser: MapFunction<Row> = ({ user }) => [
      new UpdateUserProfile({ userId: String(user) }),
      event(user, "b"),
      event(user, "a"),
      event(user, "a"),
    ]
    await runFile(map)
    await runFile(withUser, { restart: true })
    expect(events()).toBe(3 * COUNT)
  })

  it("do not depend on what a map function does to the record of an iterable", async () => {
    const journal = new KilledStore()
    let time = 0
    const run = (): Promise<Summary> =>
      IterableDataImport.create<Row>({ ...common(), journal, source: rows() }).run((row) => {
        Object.assign(row, { seenAt: (time += 1) })
        return clocked(row, { recordNumber: 0 })
      })
    await run()
    journal.restart()
    await run()
    expect(events()).toBe(COUNT)
  })
})

describe("derived ids of rejects that are run again", () => {
  /** An event that is accepted, and an update that is refused for every second record. */
  const map =
    (tier: (n: number) => unknown): MapFunction<Row> =>
    (row) => {
      const n = Number(row["n"])
      const userId = String(row["user"])
      clock += 1
      return [
        new TrackCustomEvent({ eventName: "seen", userId, createdAt: 1_600_000_000 + clock }),
        new UpdateUserProfile({ userId, dataFields: { level: tier(n) } }),
      ]
    }
  const bad = map((n) => (n % 2 === 0 && n > 1 ? "gold" : 5))
  const good = map(() => 5)

  it.each(["events.ndjson", "events.csv"])("stay, with the map function corrected: %s", async (name) => {
    const csv = ["user,n", ...rows(80).map(({ n, user }) => `${String(user)},${String(n)}`)].join("\n")
    write(name.endsWith("csv") ? csv : rows(80), name)
    const first = await runFile(bad, {}, name)
    expect([first.records.rejected, events()]).toEqual([40, 80])
    for (const from of [undefined, first.paths.rejects]) {
      const { records } = await retryRejects({ ...common(), name, from }, from === undefined ? bad : good)
      expect([records.rejected, events()]).toEqual([from === undefined ? 40 : 0, 80])
    }
  })

  it("stay, with the row corrected in either list, again and again", async () => {
    const csv = ["user,n", ...rows(80).map(({ n, user }) => `${String(user)},${String(n)}`)].join("\n")
    write(csv, "events.csv")
    const { paths } = await runFile(bad, {}, "events.csv")
    const [list = "", lines = ""] = [paths.rejectsCsv, paths.rejects]
    const change = (path: string, from: RegExp, to: string): void =>
      writeFileSync(path, readFileSync(path, "utf8").replaceAll(from, to))
    // Other values, that are refused too.
    change(list, /,u(\d+),\d+$/gm, ",u$1,1000")
    await retryRejects({ ...common(), name: "events.csv", from: list }, bad)
    expect(events()).toBe(80)
    change(lines, /"n":"1000"/g, '"n":"1001"')
    const { records } = await retryRejects({ ...common(), name: "events.csv", from: lines }, bad)
    expect([records.rejected, events()]).toEqual([0, 80])
  })

  it("are those of the import where it had a name, kept no journal, or came from an iterable", async () => {
    write(rows(80))
    await runFile(bad, { name: "spring" })
    await retryRejects({ ...common(), name: "spring" }, good)
    expect(events()).toBe(80)
    await runFile(bad, { journal: false }, "events.ndjson")
    await retryRejects({ ...common(), name: "events.ndjson" }, good)
    expect(events()).toBe(160)
    await IterableDataImport.create<Row>({ ...common(), source: rows(80) }).run(bad)
    // Nothing tells what came later in an iterable.
    const { records } = await retryRejects({ ...common(), name: "records", overwriteNewer: true }, good)
    expect([records.imported, events()]).toEqual([80, 240])
  })
})

describe("imports that an earlier release began", () => {
  const plain: MapFunction<Row> = ({ n, user }) =>
    new TrackCustomEvent({ eventName: "seen", userId: String(user), dataFields: { n } })
  const withoutIds = (entry: JournalEntry): JournalEntry => {
    const { ids: _ids, ...others } = entry
    return others
  }

  it("keep their ids until they end, and afterwards, for what is run again", async () => {
    write(rows(80))
    const throws: MapFunction<Row> = (row, position) => {
      if (Number(row["n"]) % 8 === 0) throw new Error("not yet")
      return plain(row, position)
    }
    class OldStore extends KilledStore {
      override save(entry: JournalEntry): Promise<void> {
        return super.save(withoutIds(entry))
      }
    }
    const journal = new OldStore()
    await runFile(throws, { journal })
    expect(events()).toBe(70)
    for (let time = 0; time < 2; time += 1) {
      journal.restart()
      await runFile(throws, { journal })
    }
    // The first run was one of this release: its ids were others.
    expect(events()).toBe(140)
    const json = '{"eventName":"seen","userId":"u1","dataFields":{"n":1}}'
    const id = deriveContentId({ importName: "events.ndjson", recordNumber: 1, actionIndex: 0, json })
    expect([...sandbox.sandbox.events()].map((event) => event.id)).toContain(id)
  })

  it("keep them for what is run again, from lists without digests too", async () => {
    const csv = ["user,n", ...rows(80).map(({ n, user }) => `${String(user)},${String(n)}`)].join("\n")
    write(csv, "events.csv")
    const partly: MapFunction<Row> = (row, position) => [
      plain(row, position) as TrackCustomEvent,
      new UpdateUserProfile({
        userId: String(row["user"]),
        dataFields: { level: Number(row["n"]) % 2 === 0 ? "x" : 5 },
      }),
    ]
    const good: MapFunction<Row> = (row, position) => [
      plain(row, position) as TrackCustomEvent,
      new UpdateUserProfile({ userId: String(row["user"]), dataFields: { level: 5 } }),
    ]
    const directory = join(pathOf("state"), "events.csv")
    const files = new FileJournalStore(directory, diskFileSystem)
    const store = {
      load: () => files.load(),
      save: (entry: JournalEntry): Promise<void> => files.save(withoutIds(entry)),
    }
    await runFile(partly, { journal: store }, "events.csv")
    // As if the first run had been one of an earlier release.
    await runFile(partly, { journal: store, restart: true }, "events.csv")
    const before = events()
    const list = join(directory, "rejects.csv")
    const old = readFileSync(list, "utf8")
      .replace(",import_digest", "")
      .replaceAll(/,r[0-9a-f]{15},/g, ",")
    writeFileSync(list, old)
    await retryRejects({ ...common(), name: "events.csv", from: list }, partly)
    expect(readFileSync(list, "utf8").trimEnd().split("\n").length).toBe(41)
    expect(readFileSync(list, "utf8")).toBe(old)
    await retryRejects({ ...common(), name: "events.csv", from: list }, good)
    expect(events()).toBe(before)
  })
})

describe("a file that has changed since it was imported", () => {
  const corrected = (): Row[] => rows().map((row) => (row["n"] === 7 ? { ...row, day: 9 } : row))

  it("is asked about where ids were derived from it, and nothing is sent", async () => {
    write(rows())
    await runFile(clocked)
    write(corrected())
    for (const options of [{}, { restart: true }]) {
      const asked = runFile(clocked, options)
      await expect(asked).rejects.toThrow(UsageError)
      await expect(asked).rejects.toThrow(/ifChanged: "same".*ifChanged: "new"/)
    }
    expect(events()).toBe(COUNT)
  })

  it("is the same, corrected: rows that are as they were keep their ids", async () => {
    write(rows())
    await runFile(clocked)
    write(corrected())
    await runFile(clocked, { ifChanged: "same" })
    expect(events()).toBe(COUNT + 1)
    // From now on that is what was imported.
    await expect(runFile(clocked)).rejects.toThrow(AlreadyImportedError)
    await runFile(clocked, { restart: true })
    expect(events()).toBe(COUNT + 1)
  })

  it("is a new one: rows that say the same in the same place are new", async () => {
    write(rows())
    await runFile(clocked)
    write(corrected())
    await runFile(clocked, { ifChanged: "new" })
    expect(events()).toBe(2 * COUNT)
  })

  it("is a new one, too, where its content was imported before", async () => {
    for (const day of [rows(), corrected(), rows()]) {
      write(day)
      await runFile(clocked, { ifChanged: "new" })
    }
    expect(events()).toBe(3 * COUNT)
    await runFile(clocked, { ifChanged: "new", restart: true })
    expect(events()).toBe(3 * COUNT)
  })

  it("is not asked about where all of its records were rejected", async () => {
    write(rows())
    sandbox.sandbox.configure({ faults: [{ fault: { kind: "status", status: 400 } }] })
    await runFile(clocked, { maxRejects: "off" })
    sandbox.sandbox.configure({ faults: [] })
    write(corrected())
    expect((await runFile(clocked)).records.imported).toBe(COUNT)
  })

  it("is imported as before where no ids were derived", async () => {
    write(rows())
    const update: MapFunction<Row> = ({ user }) => new UpdateUserProfile({ userId: String(user) })
    await runFile(update)
    write(corrected())
    expect((await runFile(update)).records.imported).toBe(COUNT)
  })

  it("refuses what is neither", () => {
    expect(() => IterableDataImport.create({ ...common(), source: [], ifChanged: "old" as never })).toThrow(
      'ifChanged is "old"; it must be "same" or "new".',
    )
  })
})

it("are those of a file that has changed and counted as the same, for a copy of it under another name too", async () => {
  write(rows(30))
  await runFile(clocked)
  write(rows(40))
  await runFile(clocked, { ifChanged: "same" })
  expect(events()).toBe(40)
  write(rows(40), "copy.ndjson")
  await runFile(clocked, {}, "copy.ndjson")
  expect(events()).toBe(40)
  // A name of its own makes it another import.
  await runFile(clocked, { name: "other" }, "copy.ndjson")
  expect(events()).toBe(80)
})

describe("ids that are made of columns", () => {
  const map: MapFunction<Row> = (row) => {
    const userId = String(row["user"])
    for (const name of Object.keys(row)) delete row[name]
    clock += 1
    return [
      new TrackCustomEvent({ eventName: "seen", userId, createdAt: 1_600_000_000 + clock }),
      new TrackPurchase({ user: { userId }, items: ITEMS, total: 1, createdAt: 1_600_000_000 + clock }),
    ]
  }
  const shuffled = (): Row[] =>
    rows()
      .toReversed()
      .map((row) => ({ ...row, day: 2 }))

  it("do not depend on the place, the rest of the record, or the file", async () => {
    write(rows())
    await runFile(map, { idsFrom: ["n"] })
    write(shuffled())
    await runFile(map, { idsFrom: ["n"] })
    await IterableDataImport.create<Row>({ ...common(), idsFrom: ["n"], source: shuffled() }).run(map)
    const { events: seen, purchases } = sandbox.sandbox.counts()
    expect([seen, purchases]).toEqual([COUNT, COUNT])
  })

  it("reach into objects, and reject what has none, where it needs one", async () => {
    write([
      { order: { id: 1 }, user: "a" },
      { order: { id: "2" }, user: "b" },
      { order: {}, user: "c" },
      { order: { id: " " }, user: "d" },
      { order: null, user: "e" },
    ])
    const { records, rejectReasons, paths } = await runFile(map, { idsFrom: ["order.id"] })
    expect(records).toMatchObject({ imported: 2, rejected: 3 })
    expect(rejectReasons).toMatchObject([{ code: "empty-key", count: 3, stage: "validate" }])
    expect(readLines<RejectLine>(paths.rejects ?? "").map(({ message }) => message)).toEqual(
      Array(3).fill(
        '"order.id" is empty, or not there, and the ids of events and purchases are to be made from it',
      ),
    )
    const update: MapFunction<Row> = ({ user }) => new UpdateUserProfile({ userId: String(user) })
    expect((await runFile(update, { idsFrom: ["order.id"], restart: true })).records.imported).toBe(5)
  })

  it("are made of the same columns for rejects that are run again", async () => {
    const both =
      (level: (n: number) => unknown): MapFunction<Row> =>
      (row, position) => [
        clocked(row, position) as TrackCustomEvent,
        new UpdateUserProfile({
          userId: String(row["user"]),
          dataFields: { level: level(Number(row["n"])) },
        }),
      ]
    write(
      ["user,n", ...rows(80).map(({ n, user }) => `${String(user)},${String(n)}`)].join("\n"),
      "events.csv",
    )
    const first = await runFile(
      both((n) => (n % 2 === 0 ? "x" : 5)),
      { idsFrom: ["n"] },
      "events.csv",
    )
    expect([first.records.rejected, events()]).toEqual([40, 80])
    const { records } = await retryRejects(
      { ...common(), name: "events.csv" },
      both(() => 5),
    )
    expect([records.rejected, events()]).toEqual([0, 80])
  })

  it("are refused where a CSV file has no such column, before anything is sent", async () => {
    write("user,n\na,1\n", "events.csv")
    await expect(runFile(map, { idsFrom: ["order"] }, "events.csv")).rejects.toThrow(
      'Cannot make ids from the column "order", as events.csv has none of that name. It has: user, n.',
    )
    expect(sandbox.sandbox.counts().requests).toBe(0)
  })

  it("stay as they are while an import goes on, and for its rejects", async () => {
    write(rows())
    const journal = new KilledStore()
    await runFile(map, { journal, idsFrom: ["n"] })
    await expect(runFile(map, { journal, idsFrom: ["user"] })).rejects.toThrow(
      /begun with idsFrom: \["n"\]: give the same/,
    )
    await expect(runFile(map, { journal })).rejects.toThrow(/Cannot go on with events.ndjson under other ids/)
    journal.restart()
    await runFile(map, { journal, idsFrom: ["n"] })
    expect(events()).toBe(COUNT)
  })
})

describe("ids that are given, and repeat", () => {
  const given: MapFunction<Row> = ({ n, user }) =>
    new TrackCustomEvent({ eventName: "seen", userId: String(user), id: `order-${Number(n) % 100}` })

  it("are counted, and those of a key too; ids that are derived never repeat", async () => {
    write(rows())
    expect((await runFile(given)).ids).toMatchObject({ given: COUNT, repeated: COUNT - 100 })
    expect(events()).toBe(100)
    expect((await runFile(clocked, { idsFrom: ["day"], restart: true })).ids).toMatchObject({
      repeated: COUNT - 1,
    })
    expect((await runFile(clocked, { name: "other" })).ids).toMatchObject({ given: 0, repeated: 0 })
  })

  it("are not counted for what is sent again after a failure", async () => {
    sandbox.sandbox.configure({
      faults: [{ fault: { kind: "status", status: 500 }, when: "after", requestNumber: 1 }],
    })
    write(rows(50))
    const { ids, requests } = await runFile(given)
    expect([ids, requests.retried > 0]).toMatchObject([{ given: 50, repeated: 0 }, true])
  })
})
