import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, it } from "vitest"
import { importerFrom } from "../../src/import/iterable-data-import.ts"
import { retryRejectsOn } from "../../src/import/retry/retry-rejects.ts"
import {
  ALL_KINDS,
  ImportStoppedError,
  IterableDataImport,
  Kinds,
  UpdateUserProfile,
} from "../../src/index.ts"
import type {
  DataSource,
  Importer,
  MapFunction,
  MapResult,
  RejectLine,
  SourceDataRecord,
} from "../../src/index.ts"
import { diskFileSystem } from "../../src/platform/files/disk-file-system.ts"
import { systemPlatform } from "../../src/platform/system-platform.ts"
import { fileSource } from "../../src/sources/file-source.ts"
import { ALL_PARTS } from "../../src/sources/source-parts.ts"
import { addNote } from "../kit/invented-kind.ts"
import { Vault, packTurned, pairsFormat, turnedPacking, writePairs } from "../kit/invented-source.ts"
import { NotebookServer } from "../kit/notebook-server.ts"
import { readLines } from "../kit/programs.ts"

type Row = SourceDataRecord

const NAME = "notes.pairs.turned"
const COUNT = 3_000
const NOTEBOOKS = 5
const USERS = 700
const KINDS = new Kinds([...ALL_KINDS.all, addNote])

let folder = ""
let server: NotebookServer

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "invented-kind-"))
  server = await NotebookServer.start()
})

afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

/** Records of users by turns, each with a note in one of the notebooks; the 40th and the last one are refused. */
function rows(): readonly Row[] {
  return Array.from({ length: COUNT }, (_, index) => ({
    email: `p${index % USERS}@example.com`,
    notebook: `book ${index % NOTEBOOKS}`,
    text: index === 39 || index === COUNT - 1 ? "bad" : `note ${index}`,
  }))
}

/** Each tenth record updates its user too, first. Actions as plain objects, as JSON would have them. */
const mapFunction: MapFunction<Row> = (row, { recordNumber }) => {
  const note = { kind: "add-note", ...row }
  const update = new UpdateUserProfile({ email: row["email"], dataFields: { notes: recordNumber } })
  return (recordNumber % 10 === 0 ? [update, note] : note) as MapResult
}

function importer(): Importer {
  return importerFrom(
    { apiKey: "made-up-key-0123456789", baseUrl: server.url, rateLimits: "off", maxRecordsPerRequest: 40 },
    NAME,
    KINDS,
  )
}

it("actions of an invented kind and endpoint, from an invented source, are imported, resumed and retried like any other", async () => {
  const vault = new Vault()
  const parts = {
    places: [vault.place, ...ALL_PARTS.places],
    packings: [...ALL_PARTS.packings, turnedPacking],
    formats: [...ALL_PARTS.formats, pairsFormat],
  }
  const filePath = vault.put(`2026/${NAME}`, packTurned(Buffer.from(writePairs(rows()))))
  const stateDir = join(folder, "state")
  const run = (signal?: AbortSignal, onMapped?: () => void): ReturnType<IterableDataImport<Row>["run"]> =>
    new IterableDataImport<Row>({
      source: fileSource({ filePath }, diskFileSystem, parts) as DataSource<Row>,
      importer: importer(),
      stateDir,
      maxRejects: "off",
      signal,
    }).run((row, position) => {
      onMapped?.()
      return mapFunction(row, position)
    })
  const abort = new AbortController()
  let mapped = 0
  await expect(run(abort.signal, () => (mapped += 1) === COUNT / 2 && abort.abort())).rejects.toBeInstanceOf(
    ImportStoppedError,
  )
  const summary = await run()

  expect(summary.records).toMatchObject({ read: COUNT, imported: COUNT - 2, rejected: 2, unknown: 0 })
  expect(summary.actions).toMatchObject({
    users: { accepted: COUNT / 10, rejected: 0 },
    notes: { accepted: COUNT - 2, rejected: 2 },
  })
  expect(server.complaints).toEqual([])
  for (const { body, method, path } of server.requests) {
    expect(method).toBe("PUT")
    expect(path).toBe(`/api/notebooks/${encodeURIComponent(body.notebook)}/notes`)
  }
  // A request holds one notebook, and is full where there was enough for it.
  expect(server.requests.some(({ body }) => body.notes.length === 40)).toBe(true)
  expect(textsAbout("p7@example.com")).toEqual(["note 7", "note 707", "note 1407", "note 2107", "note 2807"])
  // The update of a record comes before its note.
  expect(server.kept.get("p9@example.com")?.slice(0, 2)).toEqual(["update", "note 9"])

  const directory = join(stateDir, NAME)
  const list = join(directory, "rejects.ndjson")
  const rejects = readLines<RejectLine>(list)
  expect(rejects.map(({ action, code, position }) => [position.recordNumber, code, action])).toEqual([
    [
      40,
      "invalid-identifier",
      { kind: "add-note", notebook: "book 4", email: "p39@example.com", text: "bad" },
    ],
    [
      COUNT,
      "invalid-identifier",
      {
        kind: "add-note",
        notebook: "book 4",
        email: `p${(COUNT - 1) % USERS}@example.com`,
        text: "bad",
      },
    ],
  ])
  const report = readFileSync(join(directory, "report.html"), "utf8")
  expect(report).toContain("Notes</th>")
  expect(readFileSync(join(directory, "summary.json"), "utf8")).toContain('"notes"')

  // A person corrects both. Later records say more about the user of the first.
  const corrected = rejects.map((line) => ({ ...line, record: { ...(line.record as Row), text: "good" } }))
  writeFileSync(list, corrected.map((line) => `${JSON.stringify(line)}\n`).join(""))
  const retried = await retryRejectsOn(
    systemPlatform,
    { importer: importer(), stateDir, name: NAME },
    mapFunction,
    parts,
  )
  expect(retried.records).toMatchObject({ read: COUNT, imported: COUNT - 1, rejected: 1 })
  expect(JSON.parse(readFileSync(join(directory, "summary.json"), "utf8"))).toMatchObject({
    actions: { notes: { accepted: COUNT - 1, rejected: 1 } },
  })
  expect(textsAbout(`p${(COUNT - 1) % USERS}@example.com`).at(-1)).toBe("good")
  expect(readLines<RejectLine>(list).map(({ code }) => code)).toEqual(["overwrites-newer"])
})

function textsAbout(email: string): readonly string[] {
  return (server.kept.get(email) ?? []).filter((text) => text !== "update")
}

it("an action of an unknown kind, or one whose members are not right, costs its record", async () => {
  const given: readonly unknown[] = [
    { kind: "add-note", notebook: "a", email: "p1@example.com", text: 7 },
    { kind: "burn-note", notebook: "a" },
    { kind: "add-note", notebook: "a", email: "p2@example.com", text: "good" },
  ]
  const summary = await new IterableDataImport<{ readonly action: unknown }>({
    source: given.map((action) => ({ action })),
    importer: importer(),
    name: NAME,
    stateDir: join(folder, "state"),
    maxRejects: "off",
  }).run(({ action }) => action as MapResult)
  expect(summary.records).toMatchObject({ imported: 1, rejected: 2 })
  expect(summary.rejectReasons.map(({ code, examples }) => [code, examples[0]?.message])).toEqual(
    expect.arrayContaining([
      ["invalid-field", "a note takes three texts"],
      [
        "not-an-action",
        'the map function returned an object of the kind "burn-note", which there is not; it must return an UpdateUserProfile, a TrackCustomEvent, a TrackPurchase, a SubscribeToList, an UnsubscribeFromList, an AddNote, an array of these, or nothing',
      ],
    ]),
  )
})
