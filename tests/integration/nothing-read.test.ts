import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, it } from "vitest"
import { ImportStoppedError, IterableDataImport, UpdateUserProfile, retryRejects } from "../../src/index.ts"
import type { DataSource, ImportOptions, Importer, MapFunction, Summary } from "../../src/index.ts"
import { fileSource } from "../../src/sources/file-source.ts"

type Row = Readonly<Record<string, string>>

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nothing-read-"))
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

const mapFunction: MapFunction<Row> = ({ email = "" }) => {
  if (email === "") throw new Error("no email")
  return new UpdateUserProfile({ email })
}

const directory = (): string => join(folder, "state", "users")
const WHERE = { name: "users", importer: TAKING, logLevel: "off" } as const
const where = (): typeof WHERE & { stateDir: string } => ({ ...WHERE, stateDir: join(folder, "state") })

/** One run over a file with this text; what became of it, stopped or not. */
async function run(text: string, options: Partial<ImportOptions<Row>> = {}): Promise<Summary> {
  const filePath = join(folder, "users.csv")
  writeFileSync(filePath, text)
  const source = fileSource({ filePath, format: "csv" }) as unknown as DataSource<Row>
  try {
    return await new IterableDataImport<Row>({ ...where(), source, ...options }).run(mapFunction)
  } catch (error) {
    if (error instanceof ImportStoppedError) return error.summary
    throw error
  }
}

/** What the files of the import hold. */
const held = (...places: readonly string[]): unknown =>
  places.flatMap((place) => {
    const names = readdirSync(place, { recursive: true, encoding: "utf8" }).toSorted()
    return names
      .filter((name) => /\.(csv|html|json|ndjson)$|journal$/.test(name))
      .map((name) => [name, readFileSync(join(place, name), "utf8")])
  })

const EMPTIED = "email,v\n"
const FIRST = "email,v\na@example.com,1\n,2\n"

const EMPTY_RUNS: readonly (readonly [string, () => Promise<Summary>])[] = [
  ["of a file that has only a header", () => run(EMPTIED)],
  ["of an empty file that may be empty", () => run(EMPTIED, { allowEmpty: true, restart: true })],
  [
    "that is stopped before the first record",
    () => run("email,v\nz@example.com,1\n", { restart: true, signal: AbortSignal.abort() }),
  ],
]

it.each(EMPTY_RUNS)("a run %s leaves a finished import as it is", async (_, runAgain) => {
  const rejectsFilePath = join(folder, "out", "rejects.ndjson")
  const first = await run(FIRST, { rejectsFilePath })
  expect(first.paths).toHaveProperty("report")
  const [state, out] = [directory(), join(folder, "out")]
  const before = held(state, out)
  const summary = await runAgain()
  expect([held(state, out), summary.records.read]).toEqual([before, 0])
  // It names no files of another run as its own.
  expect(summary.paths).toEqual({})
  writeFileSync(join(folder, "users.csv"), FIRST)
  const list = join(out, "rejects.csv")
  writeFileSync(list, readFileSync(list, "utf8").replace(/,,2\n$/, ",b@example.com,2\n"))
  const { records } = await retryRejects(where(), mapFunction)
  expect(records).toMatchObject({ read: 2, imported: 2, rejected: 0 })
})

it.each(EMPTY_RUNS)("a run %s leaves a stopped import as it is", async (_, runAgain) => {
  const stopping: Importer = {
    async *deliver(...[actions]: Parameters<Importer["deliver"]>): ReturnType<Importer["deliver"]> {
      for await (const array of actions) {
        yield array.slice(0, 1).map((action) => ({ action, outcome: { kind: "accepted" } }))
        throw new Error("It is broken.")
      }
    },
  }
  expect(await run(FIRST, { importer: stopping })).toMatchObject({ status: "stopped" })
  const before = held(directory())
  expect((await runAgain().catch(() => undefined))?.records.read ?? 0).toBe(0)
  expect(held(directory())).toEqual(before)
})

it("a run of an iterable that gives nothing leaves the import of one that gave something as it is", async () => {
  const runOf = (source: Iterable<Row>): Promise<Summary> =>
    new IterableDataImport<Row>({ ...where(), source }).run(mapFunction)
  await runOf([{ email: "a@example.com" }, { email: "" }])
  const before = held(directory())
  expect((await runOf([])).records.read).toBe(0)
  expect(held(directory())).toEqual(before)
})

it("a run that reads nothing has a summary and a report of its own where nothing was read before", async () => {
  for (let times = 1; times <= 2; times += 1) {
    const { paths } = await run(EMPTIED)
    expect([existsSync(paths.summary ?? ""), existsSync(paths.report ?? "")]).toEqual([true, true])
  }
})
