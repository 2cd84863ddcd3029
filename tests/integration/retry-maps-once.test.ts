import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest"
import {
  FileFormat,
  IterableDataImport,
  UpdateUserProfile,
  readRejects,
  retryRejects,
} from "../../src/index.ts"
import type { DataSource, ImportAction, Importer, MapFunction, RetrySummary } from "../../src/index.ts"
import { importerFrom } from "../../src/import/iterable-data-import.ts"
import { startSandbox } from "../../src/sandbox/index.ts"
import { fileSource } from "../../src/sources/file-source.ts"

interface Row {
  readonly email: string
  readonly city: string
}

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "retry-maps-once-"))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** Takes everything, and remembers the numbers of the records. */
class Taking implements Importer {
  readonly taken: number[] = []

  async *deliver(...[actions]: Parameters<Importer["deliver"]>): ReturnType<Importer["deliver"]> {
    for await (const array of actions) {
      this.taken.push(...array.map(({ item }) => (item.origin ?? item.position).recordNumber))
      yield array.map((action) => ({ action, outcome: { kind: "accepted" } }))
    }
  }
}

const update = ({ city, email }: Row): ImportAction => new UpdateUserProfile({ email, dataFields: { city } })

function failsIn(cities: readonly string[]): MapFunction<Row> {
  return (row) => {
    if (cities.includes(row.city)) throw new Error(`no city is named ${row.city}`)
    return update(row)
  }
}

/** An import of which the map function has failed on some records. */
async function imported(
  rows: readonly Row[],
  cities: readonly string[],
  importer: Importer = new Taking(),
): Promise<void> {
  const sourceFilePath = join(folder, "users.ndjson")
  writeFileSync(sourceFilePath, rows.map((row) => `${JSON.stringify(row)}\n`).join(""))
  const dataImport = new IterableDataImport<Row>({
    source: fileSource({ filePath: sourceFilePath, format: FileFormat.NDJSON }) as unknown as DataSource<Row>,
    importer,
    stateDir: join(folder, "state"),
    maxRejects: "off",
  })
  const { records } = await dataImport.run(failsIn(cities))
  expect(records.rejected).toBe(rows.filter(({ city }) => cities.includes(city)).length)
}

function retried(
  mapFunction: MapFunction<Row>,
  importer: Importer,
  freshMapFunction?: () => MapFunction<Row>,
): Promise<RetrySummary> {
  return retryRejects(
    { stateDir: join(folder, "state"), name: "users.ndjson", importer, freshMapFunction },
    mapFunction,
  )
}

/** Takes each user once, by its first row. */
function firstOfEach(calls: string[] = []): MapFunction<Row> {
  const seen = new Set<string>()
  return (row) => {
    calls.push(`${row.email} ${row.city}`)
    if (seen.has(row.email)) return undefined
    seen.add(row.email)
    return update(row)
  }
}

const rowOf = (index: number, city: string): Row => ({ email: `u${index}@example.com`, city })

describe("a map function that remembers what it has seen", () => {
  it("is called once for each reject, so that none is skipped for having been seen", async () => {
    const rows = Array.from({ length: 200 }, (_, index) => rowOf(index, index % 2 === 0 ? "?" : "Rome"))
    await imported(rows, ["?"])
    const calls: string[] = []
    const importer = new Taking()
    const { records, retried: summary } = await retried(firstOfEach(calls), importer, () => update)
    expect(summary?.records).toMatchObject({ imported: 100, skipped: 0 })
    expect(records).toMatchObject({ imported: 200, rejected: 0 })
    expect(calls).toEqual(rows.filter(({ city }) => city === "?").map(({ email }) => `${email} ?`))
  })

  it("is not called for other records where it is given anew", async () => {
    await imported([rowOf(1, "?"), rowOf(1, "Rome"), rowOf(2, "?"), rowOf(3, "Rome")], ["?"])
    const [calls, looks]: [string[], string[]] = [[], []]
    const importer = new Taking()
    await retried(firstOfEach(calls), importer, () => firstOfEach(looks))
    expect(calls).toEqual(["u1@example.com ?", "u2@example.com ?"])
    expect(looks).toEqual(["u1@example.com Rome", "u3@example.com Rome"])
    expect(importer.taken).toEqual([3])
    const left: (readonly [number | undefined, string])[] = []
    for await (const { code, position } of readRejects(join(folder, "state/users.ndjson/rejects.ndjson")))
      left.push([position.recordNumber, code])
    expect(left).toEqual([[1, "overwrites-newer"]])
  })
})

it("runs all rejects at once, of however many users", { timeout: 120_000 }, async () => {
  const { close, sandbox, url } = await startSandbox({ rateLimits: "off" })
  onTestFinished(() => close())
  const rows = Array.from({ length: 70_000 }, (_, index) => rowOf(index, index === 0 ? "Rome" : "?"))
  // Later, about the user of a reject that is looked for with the first ones, and of one that is with the last ones.
  rows.push(rowOf(1, "Rome"), rowOf(69_999, "Rome"))
  const delivery = { apiKey: "any-key-of-the-sandbox", baseUrl: url, rateLimits: "off" } as const
  await imported(rows, ["?"], importerFrom(delivery, "users.ndjson"))
  const name = "users.ndjson"
  const { records } = await retryRejects({ ...delivery, stateDir: join(folder, "state"), name }, update)
  expect(records).toMatchObject({ imported: 70_000, rejected: 2, unknown: 0 })
  for (const email of ["u1@example.com", "u69999@example.com"])
    expect(sandbox.user({ email })?.dataFields["city"]).toBe("Rome")
})
