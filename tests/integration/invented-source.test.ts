import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { ImportStoppedError, IterableDataImport, UpdateUserProfile } from "../../src/index.ts"
import type {
  DataSource,
  JournalEntry,
  RejectLine,
  RetrySummary,
  SourceDataRecord,
  Summary,
} from "../../src/index.ts"
import { importerFrom } from "../../src/import/iterable-data-import.ts"
import { retryRejectsOn } from "../../src/import/retry/retry-rejects.ts"
import { FileJournalStore } from "../../src/journal/file-journal-store.ts"
import { diskFileSystem } from "../../src/platform/files/disk-file-system.ts"
import { systemPlatform } from "../../src/platform/system-platform.ts"
import { fileSource } from "../../src/sources/file-source.ts"
import { ALL_PARTS } from "../../src/sources/source-parts.ts"
import type { SourceParts } from "../../src/sources/source-parts.ts"
import { Vault, packTurned, pairsFormat, turnedPacking, writePairs } from "../kit/invented-source.ts"
import { readLines } from "../kit/programs.ts"
import { typedSandbox } from "../kit/typed-sandbox.ts"

type Row = SourceDataRecord

const NAME = "people.pairs.turned"
const COUNT = 20_000
const each = typedSandbox()

/** What a user is told of a field that the sandbox refuses, and what a person makes of it. */
const OF_RECORD: Readonly<Record<number, Row | undefined>> = {
  // Refused by the sandbox.
  10: { email: "p10@example.com", age: "old" },
  // No record at all.
  12: undefined,
  // As the tenth, but a later record says something newer of the user.
  14: { email: "p14@example.com", age: "old" },
  [COUNT]: { email: "p14@example.com", age: "41" },
}

function people(): readonly (Row | undefined)[] {
  return Array.from({ length: COUNT }, (_, index) =>
    index + 1 in OF_RECORD ? OF_RECORD[index + 1] : { email: `p${index + 1}@example.com`, age: "40" },
  )
}

/** An import whose place, packing and format nobody but this test knows. */
function invented(): {
  readonly parts: SourceParts
  readonly run: (signal?: AbortSignal, onMapped?: () => void) => Promise<Summary>
  readonly change: (records: readonly (Row | undefined)[]) => void
} {
  const vault = new Vault()
  const parts: SourceParts = {
    places: [vault.place, ...ALL_PARTS.places],
    packings: [...ALL_PARTS.packings, turnedPacking],
    formats: [...ALL_PARTS.formats, pairsFormat],
  }
  const put = (records: readonly (Row | undefined)[]): string =>
    vault.put(`2026/${NAME}`, packTurned(Buffer.from(writePairs(records))))
  const filePath = put(people())
  return {
    parts,
    change: put,
    run: (signal, onMapped) => {
      const { stateDir, ...delivery } = each.options()
      return new IterableDataImport<Row>({
        source: fileSource({ filePath }, diskFileSystem, parts) as DataSource<Row>,
        importer: importerFrom({ ...delivery, maxRecordsPerRequest: 500 }, NAME),
        stateDir,
        maxRejects: "off",
        signal,
      }).run((row) => {
        onMapped?.()
        return update(row)
      })
    },
  }
}

function update({ age, email = "" }: Row): UpdateUserProfile {
  return new UpdateUserProfile({ email, dataFields: { age: age === "old" ? age : Number(age) } })
}

const directory = (): string => join(each.folder, "state", NAME)
const rejects = (): readonly RejectLine[] => readLines<RejectLine>(join(directory(), "rejects.ndjson"))
const left = (): unknown => rejects().map(({ code, position }) => [position.recordNumber, code])

async function journal(): Promise<JournalEntry> {
  const load = await new FileJournalStore(directory(), diskFileSystem).load()
  if (load.kind !== "entry") throw new Error("There is no journal.")
  return load.entry
}

it("a source of an invented place, packing and format is imported, resumed and retried like any other", async () => {
  const { parts, run } = invented()
  const abort = new AbortController()
  let mapped = 0
  const stopped = run(abort.signal, () => {
    mapped += 1
    if (mapped === COUNT / 2) abort.abort()
  })
  await expect(stopped).rejects.toBeInstanceOf(ImportStoppedError)
  const stoppedAt = mapped
  expect(stoppedAt).toBeLessThan(COUNT - 1)
  expect(await journal()).toMatchObject({
    state: "stopped",
    source: {
      name: NAME,
      fingerprint: { version: expect.any(String) as string },
      file: { place: "vault", path: `vault://2026/${NAME}`, format: "pairs" },
    },
  })

  const summary = await run(undefined, () => (mapped += 1))
  // What was settled is not read again.
  expect(mapped).toBeLessThan(COUNT + stoppedAt / 2)
  expect(summary).toMatchObject({
    status: "completed",
    source: { name: NAME },
    records: { read: COUNT, imported: COUNT - 3, rejected: 3 },
  })
  const { sandbox } = each.running
  expect(sandbox.counts().users).toBe(COUNT - 3)
  expect(sandbox.user({ email: "p19999@example.com" })?.dataFields).toMatchObject({ age: 40 })
  expect(left()).toEqual(expect.arrayContaining([[12, "no-name"]]))
  expect(readFileSync(join(directory(), "report.html"), "utf8")).toContain(NAME)

  // A person corrects two records, and gives the third one its object.
  const list = join(directory(), "rejects.ndjson")
  const corrected = rejects().map((line) => ({
    ...line,
    record: { email: `p${line.position.recordNumber}@example.com`, age: "30" },
  }))
  writeFileSync(list, corrected.map((line) => `${JSON.stringify(line)}\n`).join(""))
  const retry = (known: SourceParts): Promise<RetrySummary> =>
    retryRejectsOn(systemPlatform, { ...each.options(), name: NAME }, update, known)
  // Where nobody can read the source any more, nobody knows whether it says something newer of who was no record.
  expect((await retry(ALL_PARTS)).records).toMatchObject({ imported: COUNT - 2, rejected: 2 })
  expect(left()).toEqual([
    [12, "may-overwrite-newer"],
    [14, "overwrites-newer"],
  ])

  const retried = await retry(parts)
  expect(retried.records).toMatchObject({ read: COUNT, imported: COUNT - 1, rejected: 1, unknown: 0 })
  expect(left()).toEqual([[14, "overwrites-newer"]])
  expect(sandbox.user({ email: "p10@example.com" })?.dataFields).toMatchObject({ age: 30 })
  expect(sandbox.user({ email: "p12@example.com" })?.dataFields).toMatchObject({ age: 30 })
  expect(sandbox.user({ email: "p14@example.com" })?.dataFields).toMatchObject({ age: 41 })
})

it("such a source is refused once it has been imported, or where it has changed since it stopped", async () => {
  const { change, run } = invented()
  const abort = new AbortController()
  await expect(run(abort.signal, () => abort.abort())).rejects.toBeInstanceOf(ImportStoppedError)
  change([{ email: "other@example.com", age: "1" }])
  await expect(run()).rejects.toThrow(`${NAME} has changed since the import of it stopped: its version is`)
  change(people())
  await run()
  await expect(run()).rejects.toThrow(`${NAME} was imported already`)
})
