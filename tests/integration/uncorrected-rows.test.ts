import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parse } from "csv-parse/sync"
import { afterEach, beforeEach, expect, it } from "vitest"
import { IterableDataImport, UpdateUserProfile, retryRejects } from "../../src/index.ts"
import type { DataSource, Importer, MapFunction } from "../../src/index.ts"
import { fileSource } from "../../src/sources/file-source.ts"
import { stringify } from "../simulation/lives/csv-text.ts"

type Row = Readonly<Record<string, string>>

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "uncorrected-rows-"))
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

const mapFunction: MapFunction<Row> = ({ email = "", ...dataFields }) =>
  new UpdateUserProfile({ email, dataFields })

const where = (): { name: string; stateDir: string; importer: Importer; logLevel: "off" } => ({
  name: "short.csv",
  stateDir: join(folder, "state"),
  importer: TAKING,
  logLevel: "off",
})
const listPath = (kind: "csv" | "ndjson"): string => join(folder, "state", "short.csv", `rejects.${kind}`)
const rows = (): string[][] =>
  parse(readFileSync(listPath("csv"), "utf8"), { bom: true, relax_column_count: true })

/** What both lists say of the row as it was first read. */
const asFound = (): unknown => {
  const { fields, raw } = JSON.parse(readFileSync(listPath("ndjson"), "utf8")) as Record<string, unknown>
  return { raw, fields, cell: rows()[1]?.[4] }
}

/** As a spreadsheet does: all rows are as long as the longest; and `edit` is what a person has made of the cells from `import_raw` on. */
function save(edit: (cells: readonly string[]) => readonly string[] = (cells) => cells): void {
  const [header = [], ...others] = rows()
  const saved = [header, ...others.map((row) => [...row.slice(0, 4), ...edit(row.slice(4))])]
  const width = Math.max(...saved.map(({ length }) => length))
  writeFileSync(
    listPath("csv"),
    stringify(saved.map((row) => Array.from({ length: width }, (_, index) => row[index] ?? ""))),
  )
}

it.each([
  ["too few fields", "kurt@example.com,Kurt"],
  ["too few fields, the last of them empty", "kurt@example.com,"],
  ["too few fields, in quotes that it needs not", '"kurt@example.com",Kurt'],
  ["too few fields, one of them with the other separator", "kurt@example.com,Ku;rt"],
  ["but one field", "kurt@example.com"],
  ["nothing but separators", ",,"],
  ["too many fields", "kurt@example.com,Kurt,Bonn,+49,x"],
  ["too many fields, the last of them empty", "kurt@example.com,Kurt,Bonn,+49,"],
  ["a quote in the wrong place", 'kurt@example.com,"Kurt"x,Bonn,+49'],
])(
  "a row that has %s fails as often as it is retried uncorrected, and stays as it was found",
  async (_, row) => {
    const filePath = join(folder, "short.csv")
    writeFileSync(
      filePath,
      `email,name,city,phone\na@example.com,Ann,Rome,1\n${row}\nb@example.com,Bob,Bonn,1\n`,
    )
    const source = fileSource({ filePath, format: "csv" }) as unknown as DataSource<Row>
    await new IterableDataImport<Row>({ ...where(), source, maxRejects: "off", report: false }).run(
      mapFunction,
    )
    const before = asFound()
    for (let times = 1; times <= 3; times += 1) {
      save()
      for (const again of ["saved", "untouched"]) {
        const { records } = await retryRejects(where(), mapFunction)
        expect([times, again, records.rejected, asFound()]).toEqual([times, again, 1, before])
      }
    }
    save(([, digest = ""]) => ["", digest, "kurt@example.com", "Kurt", "Bonn", "+49"])
    expect((await retryRejects(where(), mapFunction)).records).toMatchObject({ imported: 3, rejected: 0 })
  },
)

it("a short row in which a value was corrected, and no more, fails with what was typed", async () => {
  const filePath = join(folder, "short.csv")
  writeFileSync(filePath, "email,name,city,phone\nkurt@example.com,Kurt\n")
  const source = fileSource({ filePath, format: "csv" }) as unknown as DataSource<Row>
  await new IterableDataImport<Row>({ ...where(), source, maxRejects: "off", report: false }).run(mapFunction)
  save(([raw = "", digest = "", email = ""]) => [raw, digest, email, "Kurtis"])
  for (let times = 1; times <= 3; times += 1) {
    expect((await retryRejects(where(), mapFunction)).records).toMatchObject({ imported: 0, rejected: 1 })
    expect(rows()[1]?.slice(6)).toEqual(["kurt@example.com", "Kurtis"])
    save()
  }
})
