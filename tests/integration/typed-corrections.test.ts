import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parse } from "csv-parse/sync"
import { afterEach, beforeEach, expect, it } from "vitest"
import { IterableDataImport, UpdateUserProfile, retryRejects } from "../../src/index.ts"
import type { DataSource, Importer, MapFunction, RetryOptions } from "../../src/index.ts"
import { FileJournalStore } from "../../src/journal/file-journal-store.ts"
import { systemPlatform } from "../../src/platform/system-platform.ts"
import { fileSource } from "../../src/sources/file-source.ts"
import { stringify } from "../simulation/lives/csv-text.ts"

type Row = Readonly<Record<string, unknown>>

let folder = ""
let sent: unknown[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "typed-corrections-"))
  sent = []
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** Takes everything. */
const TAKING: Importer = {
  async *deliver(...[actions]: Parameters<Importer["deliver"]>): ReturnType<Importer["deliver"]> {
    for await (const array of actions)
      yield array.map((action) => ({ action, outcome: { kind: "accepted" } }))
  },
}

/** Is stopped as by a key that is refused. */
const STOPPING: Importer = {
  // eslint-disable-next-line require-yield
  async *deliver(): ReturnType<Importer["deliver"]> {
    throw new Error("The key is refused.")
  },
}

const where = (): Pick<RetryOptions, "logLevel"> & {
  name: string
  stateDir: string
  importer: Importer
} => ({
  name: "users",
  stateDir: join(folder, "state"),
  importer: TAKING,
  logLevel: "off",
})
const listPath = (kind: "csv" | "ndjson"): string => join(folder, "state", "users", `rejects.${kind}`)

const failing: MapFunction<Row> = () => {
  throw new Error("not yet")
}
/** Notes the record as it is. */
const noting: MapFunction<Row> = (record) => {
  sent.push(record)
  return new UpdateUserProfile({ email: "ada@example.com", dataFields: {} })
}

/** Imports a file of two records, both of which are rejected. */
async function importBoth(): Promise<void> {
  const filePath = join(folder, "users.csv")
  writeFileSync(filePath, "email,v,w,x\na,1,,\nb,2,,\n")
  const source = fileSource({ filePath, format: "csv" }) as unknown as DataSource<Row>
  await new IterableDataImport<Row>({ ...where(), source, maxRejects: "off", report: false }).run(failing)
}

/** Puts records into `rejects.ndjson`, by the order of its lines. */
function correctLines(...records: readonly (Row | undefined)[]): void {
  const lines = readFileSync(listPath("ndjson"), "utf8").trimEnd().split("\n")
  const corrected = lines.map((text, index) => {
    const line = JSON.parse(text) as Row
    return `${JSON.stringify({ ...line, record: records[index] ?? line["record"] })}\n`
  })
  writeFileSync(listPath("ndjson"), corrected.join(""))
}

/** Saves `rejects.csv` anew; `edit` is given the row of each record by its names. */
function saveRows(edit: (row: Record<string, string>, index: number) => void, delimiter = ","): void {
  const text = readFileSync(listPath("csv"), "utf8")
  const [header = [], ...rows] = parse(text, { bom: true, delimiter: [",", ";"] })
  const edited = rows.map((cells, index) => {
    const row: Record<string, string> = Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""]))
    edit(row, index)
    return row
  })
  const names = [...new Set([...header, ...edited.flatMap((row) => Object.keys(row))])]
  writeFileSync(
    listPath("csv"),
    stringify([names, ...edited.map((row) => names.map((name) => row[name] ?? ""))], delimiter),
  )
}

const TYPED: Row = { email: "b@example.com", v: null, w: false, x: { n: 2 } }

/** Ways in which a retry writes both lists anew, and leaves what a person has corrected among the rejects. */
const WAYS: readonly (readonly [string, () => Promise<unknown>])[] = [
  ["failed again", () => retryRejects(where(), failing)],
  [
    "was stopped",
    async () => {
      const stopped = retryRejects({ ...where(), importer: STOPPING }, noting).catch(
        (error: unknown) => error,
      )
      expect(await stopped).toBeInstanceOf(Error)
      sent = []
    },
  ],
]

it.each(WAYS)("a correction keeps its types after a retry that %s", async (_, retryInVain) => {
  await importBoth()
  correctLines(undefined, TYPED)
  for (let times = 1; times <= 2; times += 1) await retryInVain()
  await retryRejects(where(), noting)
  expect(sent).toStrictEqual([{ email: "a", v: "1", w: "", x: "" }, TYPED])
})

it.each(WAYS)(
  "a correction that adds and drops fields stays so after a retry that %s",
  async (_, retryInVain) => {
    const corrected: Row = { plan: "gold", email: "b@example.com", x: [1] }
    await importBoth()
    correctLines(undefined, corrected)
    await retryInVain()
    await retryRejects(where(), noting)
    expect(sent).toStrictEqual([{ email: "a", v: "1", w: "", x: "" }, corrected])
  },
)

it.each([",", ";"])(
  "only what a person has changed in a rejects.csv with %j is text, whether in the same row or another",
  async (delimiter) => {
    const corrected: Row = { ...TYPED, plan: { name: "gold" } }
    await importBoth()
    correctLines(undefined, corrected)
    await retryRejects(where(), failing)
    saveRows((row, index) => {
      if (index === 0) row["v"] = "7"
    }, delimiter)
    await retryRejects(where(), failing)
    saveRows((row, index) => {
      if (index === 1) row["email"] = "c@example.com"
    }, delimiter)
    await retryRejects(where(), noting)
    expect(sent).toEqual([
      expect.objectContaining({ email: "a", v: "7", w: "", x: "" }),
      { ...corrected, email: "c@example.com" },
    ])
    expect(sent[0]).not.toHaveProperty("plan")
  },
)

it("lists that a retry of an earlier release wrote are taken by rejects.ndjson, as long as nobody has changed them", async () => {
  const corrected: Row = { ...TYPED, plan: "gold" }
  await importBoth()
  correctLines(undefined, corrected)
  await retryRejects(where(), failing)
  const store = new FileJournalStore(join(folder, "state", "users"), systemPlatform.files)
  const load = await store.load()
  if (load.kind !== "entry") throw new Error("There is no journal.")
  const { rejectsColumns, ...entry } = load.entry
  expect(rejectsColumns).toEqual(["email", "v", "w", "x"])
  await store.save(entry)
  await retryRejects(where(), noting)
  expect(sent).toStrictEqual([{ email: "a", v: "1", w: "", x: "" }, corrected])
})

it("what a person empties, or types where something typed stood, counts", async () => {
  await importBoth()
  correctLines(undefined, { ...TYPED, v: 5 })
  await retryRejects(where(), failing)
  saveRows((row, index) => {
    if (index !== 1) return
    row["v"] = ""
    row["w"] = "true"
  })
  await retryRejects(where(), noting)
  expect(sent[1]).toStrictEqual({ ...TYPED, v: "", w: "true" })
})

it("a spreadsheet that writes booleans in capitals changes none of them", async () => {
  await importBoth()
  correctLines(undefined, { ...TYPED, v: true })
  await retryRejects(where(), failing)
  saveRows((row, index) => {
    if (index === 1) Object.assign(row, { v: "TRUE", w: "FALSE", email: "c@example.com" })
  })
  await retryRejects(where(), noting)
  expect(sent[1]).toStrictEqual({ ...TYPED, v: true, email: "c@example.com" })
})

it.each(["csv", "ndjson"] as const)(
  "a correction keeps its types if the unchanged rejects.%s is named",
  async (kind) => {
    await importBoth()
    correctLines(undefined, TYPED)
    await retryRejects(where(), failing)
    await retryRejects({ ...where(), from: listPath(kind) }, noting)
    expect(sent[1]).toStrictEqual(TYPED)
  },
)

it("a column that a person adds to rejects.csv is there in every row", async () => {
  await importBoth()
  correctLines(undefined, TYPED)
  await retryRejects(where(), failing)
  saveRows((row, index) => {
    row["city"] = index === 1 ? "Bonn" : ""
  })
  await retryRejects(where(), noting)
  expect(sent).toStrictEqual([
    { email: "a", v: "1", w: "", x: "", city: "" },
    { ...TYPED, city: "Bonn" },
  ])
})

it("two lists that were both changed say the same if rejects.csv has as text what rejects.ndjson has typed", async () => {
  await importBoth()
  correctLines(undefined, { email: "b", v: 5, w: "", x: "" })
  saveRows((row, index) => {
    if (index === 1) row["v"] = "5"
  })
  await retryRejects(where(), noting)
  expect(sent[1]).toStrictEqual({ email: "b", v: 5, w: "", x: "" })
})
