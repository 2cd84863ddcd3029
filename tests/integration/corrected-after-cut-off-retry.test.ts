import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { describe, expect, it, vi } from "vitest"
import { IterableDataImport, TrackCustomEvent, UpdateUserProfile, retryRejects } from "../../src/index.ts"
import type {
  CommonOptions,
  DeliveryOptions,
  Importer,
  MapFunction,
  RetryOptions,
  RetrySummary,
  SourceDataRecord,
} from "../../src/index.ts"
import { importerFrom } from "../../src/import/iterable-data-import.ts"
import { typedSandbox } from "../kit/typed-sandbox.ts"

type Row = SourceDataRecord
type Options = Partial<CommonOptions & DeliveryOptions>

const each = typedSandbox()
const stateDir = (): string => join(each.folder, "state")
const listPath = (): string => join(stateDir(), "data.csv/rejects.csv")

/** Fails on all rows, so that a retry has all of them. */
const failing: MapFunction<Row> = () => {
  throw new Error("not yet")
}

/** Imports rows, of which all are rejected but one. */
async function importRows(text: string, options: Options = {}): Promise<void> {
  const sourceFilePath = join(each.folder, "data.csv")
  writeFileSync(sourceFilePath, text)
  const map: MapFunction<Row> = (row, position) =>
    row["email"] === "first@x.com"
      ? new UpdateUserProfile({ email: "first@x.com", dataFields: { city: "Bonn" } })
      : failing(row, position)
  await IterableDataImport.create<Row>({ ...each.options(options), sourceFilePath }).run(map)
}

const retry = (map: MapFunction<Row>, options: Partial<RetryOptions> = {}): Promise<RetrySummary> =>
  retryRejects<Row>({ ...each.options(), name: "data.csv", ...options }, map)

function correct(wrong: string, right: string): void {
  const text = readFileSync(listPath(), "utf8")
  expect(text).toContain(wrong)
  writeFileSync(listPath(), text.replace(wrong, right))
}

/** Iterable, with something that happens once some actions were answered, before and after the retry hears of it. */
function watched(happens: {
  readonly before?: () => void
  readonly after?: () => void | Promise<void>
}): Importer {
  const importer = importerFrom(each.options(), "data.csv")
  async function* deliver(...given: Parameters<Importer["deliver"]>): ReturnType<Importer["deliver"]> {
    for await (const settlements of importer.deliver(...given)) {
      happens.before?.()
      yield settlements
      await happens.after?.()
    }
  }
  return new Proxy(importer, {
    get: (target, name) => {
      const value: unknown = name === "deliver" ? deliver : Reflect.get(target, name, target)
      return typeof value === "function" ? (value.bind(target) as unknown) : value
    },
  })
}

/** Keeps what is on disk now; the lock dies with its holder. */
function copyState(): void {
  const asKilled = join(each.folder, "as-killed")
  rmSync(asKilled, { recursive: true, force: true })
  cpSync(stateDir(), asKilled, { recursive: true, filter: (path) => basename(path) !== "lock" })
}

/** A retry that is killed when its first answer has come, or once its journal counts that. */
async function killedRetry(
  map: MapFunction<Row>,
  when: "before" | "after",
  options: Partial<RetryOptions> = {},
): Promise<void> {
  const journal = join(stateDir(), "data.csv/retry/journal")
  const counted = async (): Promise<void> => {
    await vi.waitFor(() => expect(readFileSync(journal, "utf8")).toMatch(/"lowWater":[1-9]/), 5_000)
    copyState()
  }
  const happens = when === "before" ? { before: copyState } : { after: counted }
  await retry(map, { ...options, importer: watched(happens) })
  rmSync(stateDir(), { recursive: true })
  renameSync(join(each.folder, "as-killed"), stateDir())
}

const ROWS = "email,city\nfirst@x.com,Bonn\nann@x.com,Lodnon\n"
const toCity: MapFunction<Row> = (row) =>
  row["city"] === "nowhere"
    ? undefined
    : new UpdateUserProfile({ email: row["email"] ?? "", dataFields: { city: row["city"] } })
const cityOf = (email: string): unknown => each.running.sandbox.user({ email })?.dataFields["city"]

describe("a record that is corrected after a retry has settled it", () => {
  it("is sent as it is corrected by the next one, where the retry had imported it and was killed", async () => {
    await importRows(ROWS)
    await killedRetry(toCity, "after")
    expect(cityOf("ann@x.com")).toBe("Lodnon")
    correct("Lodnon", "London")
    const { records } = await retry(toCity)
    expect(records).toMatchObject({ read: 2, imported: 2, rejected: 0, skipped: 0 })
    expect(cityOf("ann@x.com")).toBe("London")
  })

  it("stays in the lists if it was corrected while the retry ran that imported it, until the next one", async () => {
    await importRows(ROWS)
    const importer = watched({ before: () => correct("Lodnon", "London") })
    const first = await retry(toCity, { importer })
    expect(first.records).toMatchObject({ imported: 1, rejected: 1 })
    expect(first.rejectReasons).toMatchObject([{ code: "corrected-since", count: 1 }])
    expect(readFileSync(listPath(), "utf8")).toContain("London")
    const { records } = await retry(toCity)
    expect(records).toMatchObject({ read: 2, imported: 2, rejected: 0 })
    expect(cityOf("ann@x.com")).toBe("London")
  })

  it("is sent where the retry had skipped it, and counts once", async () => {
    await importRows(`${ROWS}bob@x.com,nowhere\n`)
    const importer = watched({ before: () => correct("nowhere", "Rome") })
    const first = await retry(toCity, { importer })
    expect(first.records).toMatchObject({ imported: 2, rejected: 1, skipped: 0 })
    const { records } = await retry(toCity)
    expect(records).toMatchObject({ read: 3, imported: 3, rejected: 0, skipped: 0 })
    expect(cityOf("bob@x.com")).toBe("Rome")
  })

  it("is not lost by a dry run, which settles the killed retry too", async () => {
    await importRows(ROWS)
    await killedRetry(toCity, "after")
    correct("Lodnon", "London")
    await retry(toCity, { dryRun: true })
    expect(readFileSync(listPath(), "utf8")).toContain("London")
    expect(cityOf("ann@x.com")).toBe("Lodnon")
    await retry(toCity)
    expect(cityOf("ann@x.com")).toBe("London")
  })

  it("leaves the list, as ever, where only others were corrected", async () => {
    await importRows(`${ROWS}bob@x.com,nowhere\n`)
    const importer = watched({ before: () => correct("nowhere", "Rome") })
    await retry(toCity, { importer })
    expect(readFileSync(listPath(), "utf8")).not.toContain("ann@x.com")
  })

  it("has its events once, those that were corrected as they are now, and counts each once", async () => {
    await importRows("email,items\nfirst@x.com,\nann@x.com,shoe|hat\n")
    const importer = watched({ before: () => correct("shoe|hat", "hat|boot") })
    await retry(toItems, { importer })
    const { importName } = await retry(toItems)
    expect(itemsHeld()).toEqual(["boot", "hat"])
    const journal = readFileSync(join(stateDir(), importName, "summary.json"), "utf8")
    expect(JSON.parse(journal)).toMatchObject({ actions: { events: { accepted: 2 } } })
  })

  it("says that what was imported keeps what another map function made of it", async () => {
    await importRows(ROWS)
    const warnings: string[] = []
    const onStart: RetryOptions["onStart"] = (start) => warnings.push(...start.warnings)
    await killedRetry(toCity, "after", { mapFingerprint: "one" })
    correct("Lodnon", "London")
    await retry(toCity, { mapFingerprint: "two", onStart })
    expect(warnings.join()).toContain("The map file has changed since the last retry, which was cut off")
  })
})

/** An event for each item. */
const toItems: MapFunction<Row> = (row) =>
  (row["items"] ?? "").split("|").map(
    (item) =>
      new TrackCustomEvent({
        email: row["email"] ?? "",
        eventName: "bought",
        createdAt: 1_767_225_600,
        dataFields: { item },
      }),
  )
const itemsHeld = (): unknown[] =>
  [...each.running.sandbox.events()].map(({ dataFields }) => String(dataFields["item"])).toSorted()

describe("what a killed retry may have sent", () => {
  const text = (key: string): string => `key,email,items\nk1,first@x.com,\n${key},ann@x.com,hat\n`

  it("keeps the ids made of its key when the key is corrected, also if it failed in between", async () => {
    const options = { idsFrom: ["key"] }
    await importRows(text("k2"), options)
    await killedRetry(toItems, "before")
    expect(itemsHeld()).toEqual(["hat"])
    correct("k2", "k3")
    await retry(failing)
    correct("k3", "k4")
    const { records } = await retry(toItems)
    expect(records).toMatchObject({ imported: 2, rejected: 0 })
    expect(itemsHeld()).toEqual(["hat"])
  })

  it.each([
    ["shoe|hat", "hat", ["hat", "shoe"]],
    ["shoe|hat", "hat|boot", ["boot", "hat"]],
    ["shoe|hat", "boot|shoe|hat", ["boot", "hat", "shoe"]],
    ["shoe|hat|cap", "cap|hat|shoe", ["cap", "hat", "shoe"]],
  ])("is there once, whichever its place: %s, corrected to %s", async (wrong, right, held) => {
    await importRows(`email,items\nfirst@x.com,\nann@x.com,${wrong}\n`)
    await killedRetry(toItems, "before")
    expect(itemsHeld()).toHaveLength(wrong.split("|").length)
    correct(wrong, right)
    await retry(failing)
    const { records } = await retry(toItems)
    expect(records).toMatchObject({ imported: 2, rejected: 0 })
    expect(itemsHeld()).toEqual(held)
  })
})
