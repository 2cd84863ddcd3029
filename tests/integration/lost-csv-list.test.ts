import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { IterableDataImport, UsageError, retryRejects } from "../../src/index.ts"
import type { RetryOptions, RetrySummary } from "../../src/index.ts"
import { FileJournalStore } from "../../src/journal/file-journal-store.ts"
import { systemPlatform } from "../../src/platform/system-platform.ts"
import { TAKING, cityMap, citySource } from "../kit/unknown-cities.ts"
import type { CityRow } from "../kit/unknown-cities.ts"

let folder = ""
let imported: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lost-csv-list-"))
  imported = []
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const mapFunction = cityMap(({ city, id }) => imported.push(`${id} ${city}`))

const listPath = (name: string): string => join(folder, "state", "users", name)
const csvPath = (): string => listPath("rejects.csv")
const awayPath = (): string => join(folder, "away.csv")
const where = (): Pick<RetryOptions, "name" | "stateDir" | "importer" | "logLevel"> => ({
  name: "users",
  stateDir: join(folder, "state"),
  importer: TAKING,
  logLevel: "off",
})

async function run(text: string, format: "csv" | "ndjson" = "csv"): Promise<string> {
  const filePath = join(folder, `users.${format}`)
  writeFileSync(filePath, text)
  const source = citySource({
    filePath,
    format,
    ...(text.includes(";") ? { delimiter: ";" as const } : {}),
  })
  await new IterableDataImport<CityRow>({
    ...where(),
    source,
    maxRejects: "off",
    report: false,
    restart: true,
  } as ConstructorParameters<typeof IterableDataImport<CityRow>>[0]).run(mapFunction)
  return filePath
}
const retry = (options: RetryOptions = {}): Promise<RetrySummary> =>
  retryRejects({ ...where(), overwriteNewer: true, ...options }, mapFunction)

const CSV = "id;city\nu1;?\nu2;Rome\nu3;?\n"

describe("a rejects.csv that was moved away while a retry ran", () => {
  it.each(["the source is there", "the source is gone", "no list before is there either"])(
    "is written anew, where %s, and counts once it is corrected",
    async (what) => {
      const sourcePath = await run(CSV.replaceAll(";", what === "the source is there" ? ";" : ","))
      const written = readFileSync(csvPath(), "utf8")
      if (what !== "the source is there") rmSync(sourcePath)
      renameSync(csvPath(), awayPath())
      for (let times = 1; times <= 2; times += 1) {
        await retry()
        expect(readFileSync(csvPath(), "utf8")).toBe(written)
        rmSync(csvPath())
        if (what.startsWith("no list")) rmSync(listPath("rejects.previous.csv"), { force: true })
      }
      await retry()
      writeFileSync(csvPath(), readFileSync(awayPath(), "utf8").replace(/\?/, "Bonn"))
      await retry()
      expect(imported.slice(-1)).toEqual(["u1 Bonn"])
      expect(readFileSync(csvPath(), "utf8")).not.toContain("u1")
    },
  )

  it("counts, where an earlier release has not written it anew", async () => {
    await run(CSV)
    await forgetCsv()
    writeFileSync(csvPath(), readFileSync(csvPath(), "utf8").replaceAll("?", "Bonn"))
    expect((await retry()).records).toMatchObject({ imported: 3, rejected: 0 })
    expect(imported.slice(-2)).toEqual(["u1 Bonn", "u3 Bonn"])
  })

  it("is refused, where it is a list of other records", async () => {
    await run("id;city\nx1;?\nx3;?\nx5;?\n")
    renameSync(csvPath(), awayPath())
    await run(CSV)
    await forgetCsv()
    renameSync(awayPath(), csvPath())
    const text = readFileSync(csvPath(), "utf8")
    await expect(retry()).rejects.toThrow(UsageError)
    expect([imported, readFileSync(csvPath(), "utf8")]).toEqual([["u2 Rome"], text])
  })

  it("is refused if none of its records is still a reject", async () => {
    await run(CSV)
    const before = readFileSync(csvPath(), "utf8")
    writeFileSync(csvPath(), before.replaceAll("?", "Bonn"))
    await retry()
    expect(existsSync(csvPath())).toBe(false)
    writeFileSync(csvPath(), before)
    await expect(retry()).rejects.toThrow(UsageError)
  })
})

it("an import of NDJSON has no rejects.csv, and takes no notice of a file that is no list of rejects", async () => {
  await run('{"id":"u1","city":"?"}\n', "ndjson")
  await retry()
  expect(existsSync(csvPath())).toBe(false)
})

it("a list that is named is run, though the rejects.csv of the import cannot be read, and that one is kept", async () => {
  await run(CSV)
  writeFileSync(awayPath(), readFileSync(csvPath(), "utf8").replace(/\?/, "Bonn"))
  writeFileSync(csvPath(), "no longer a list; not at all\n1;2\n")
  expect((await retry({ from: awayPath() })).records).toMatchObject({ imported: 2, rejected: 1 })
  const kept = readdirSync(join(folder, "state", "users")).filter((name) => /^rejects\.\d.*\.csv$/.test(name))
  expect(kept.map((name) => readFileSync(listPath(name), "utf8"))).toEqual([
    "no longer a list; not at all\n1;2\n",
  ])
  expect(readFileSync(csvPath(), "utf8")).toContain("u3;?")
})

/** The journal as an earlier release left it after a retry that ran while the list was away. */
async function forgetCsv(): Promise<void> {
  const store = new FileJournalStore(join(folder, "state", "users"), systemPlatform.files)
  const load = await store.load()
  if (load.kind !== "entry") throw new Error("There is no journal.")
  const { entry } = load
  const [bytes, digests] = [{ ...entry.rejectsBytes }, { ...entry.rejectsDigests }]
  expect([delete bytes["rejects.csv"], delete digests["rejects.csv"]]).toEqual([true, true])
  await store.save({ ...entry, rejectsBytes: bytes, rejectsDigests: digests })
}
