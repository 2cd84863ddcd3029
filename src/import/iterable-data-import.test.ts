import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { inspect } from "node:util"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { UpdateUserProfile } from "../kinds/update-user-profile.ts"
import { DeliveryStop } from "../delivery/delivery-stop.ts"
import type { Importer } from "../delivery/importer.ts"
import { UsageError } from "../errors.ts"
import { importStatus } from "./import-status.ts"
import { IterableDataImport } from "./iterable-data-import.ts"
import type { Progress } from "../accounting/progress.ts"
import type { Summary } from "../accounting/summary.ts"
import type { DataSource } from "../sources/data-source.ts"
import { fileSource } from "../sources/file-source.ts"
import { retryRejects } from "./retry/retry-rejects.ts"

let stateDir = ""
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "iterable-data-import-"))
})
afterEach(() => {
  rmSync(stateDir, { recursive: true })
})

const PEOPLE = [{ id: "u1" }, { id: "" }, { id: "u3" }]
const mapPerson = (person: { readonly id: string }): UpdateUserProfile =>
  new UpdateUserProfile({ userId: person.id })
const written = ({ paths }: Summary): unknown => JSON.parse(readFileSync(String(paths.summary), "utf8"))
const importerOf = (deliver: Importer["deliver"]): Importer => ({ deliver })
const accepting = importerOf(async function* (actions) {
  for await (const array of actions) yield array.map((action) => ({ action, outcome: { kind: "accepted" } }))
})

const KEY = "c4n4ry0123456789abcdef0123456789"
const BASE64 = Buffer.from(KEY).toString("base64")

describe("the API key in a wrong option", () => {
  it.each<readonly [string, object]>([
    ["region", { region: KEY }],
    ["baseUrl", { baseUrl: `ftp://${KEY}/x` }],
    ["baseUrl without https", { baseUrl: `http://${KEY}.com` }],
    ["maxRejects", { maxRejects: KEY }],
    ["a channel", { rateLimits: { [KEY]: 1 } }],
    ["rateLimits", { rateLimits: { users: BASE64 } }],
    ["a name", { [KEY]: 1 }],
    ["idsFrom", { idsFrom: KEY }],
    ["ifChanged", { ifChanged: BASE64 }],
    ["dryRun", { dryRun: KEY }],
    ["mergeUpdates", { mergeUpdates: { KEY } }],
    ["requestTimeoutMs", { requestTimeoutMs: KEY }],
    ["maxOutageMs", { maxOutageMs: KEY }],
    ["rateShare", { rateShare: KEY }],
  ])("is not repeated: %s", async (_, wrong) => {
    const options = { apiKey: ` ${KEY}`, stateDir, ...wrong }
    const create = (): unknown => IterableDataImport.create({ source: PEOPLE, ...options })
    const retry = (): Promise<unknown> => retryRejects({ name: "x", ...options }, mapPerson)
    for (const use of [create, retry]) {
      const thrown: unknown = await Promise.resolve()
        .then(use)
        .catch((error: unknown) => error)
      expect(thrown).toBeInstanceOf(UsageError)
      const shown = inspect(thrown, { depth: Infinity })
      expect(shown).not.toContain(KEY)
      expect(shown).not.toContain(BASE64)
    }
  })
})

describe("IterableDataImport", () => {
  it("gives the summary that it writes, and the rejects", async () => {
    const summary = await new IterableDataImport({
      source: PEOPLE,
      importer: accepting,
      name: "people",
      stateDir,
    }).run(mapPerson)
    expect(summary).toMatchObject({
      status: "completed",
      importName: "people",
      records: { read: 3, imported: 2, rejected: 1 },
    })
    expect(written(summary)).toEqual({ ...summary, durations: expect.anything() as unknown })
    const [line, ...rest] = readFileSync(String(summary.paths.rejects), "utf8").trim().split("\n")
    expect(rest).toEqual([])
    expect(JSON.parse(String(line))).toMatchObject({
      position: { recordNumber: 2 },
      code: "invalid-field",
      record: { id: "" },
    })
  })

  it("is not made without an importer, nor without a source", () => {
    // @ts-expect-error There is no importer.
    expect(() => new IterableDataImport({ source: PEOPLE, stateDir })).toThrow(
      new UsageError(
        "importer is missing: what takes the actions. To deliver to Iterable, use IterableDataImport.create(options) instead.",
      ),
    )
    for (const importer of [undefined, null, "x", {}, { deliver: true }])
      expect(() => new IterableDataImport({ source: PEOPLE, importer: importer as never, stateDir })).toThrow(
        /^importer is missing/,
      )
    // @ts-expect-error There is no source.
    expect(() => new IterableDataImport({ importer: accepting, stateDir })).toThrow(UsageError)
  })

  it("is not made of texts", async () => {
    // @ts-expect-error They are no objects.
    const texts = new IterableDataImport({ source: ["text"], importer: accepting, stateDir })
    expect((await texts.run(() => undefined)).records).toMatchObject({ rejected: 1 })
  })

  it("runs again from the start, with a summary of its own", async () => {
    const dataImport = new IterableDataImport({ source: PEOPLE, importer: accepting, stateDir })
    await dataImport.run(mapPerson)
    expect((await dataImport.run(mapPerson)).records).toMatchObject({ read: 3, imported: 2, rejected: 1 })
  })

  it("throws with the summary where it stopped, after that was written", async () => {
    const stopping = importerOf(async function* (actions) {
      for await (const [action] of actions)
        if (action !== undefined) yield [{ action, outcome: { kind: "accepted" } }]
      throw new DeliveryStop("API_UNAUTHORIZED", "Iterable refused the API key.")
    })
    const error = await new IterableDataImport({ source: PEOPLE, importer: stopping, stateDir })
      .run(mapPerson)
      .catch((thrown: unknown) => thrown)
    const { summary } = error as { readonly summary: Summary }
    expect(error).toMatchObject({
      name: "ImportStoppedError",
      code: "API_UNAUTHORIZED",
      message: "Iterable refused the API key.",
    })
    expect(summary).toMatchObject({
      status: "stopped",
      records: { read: 3, imported: 1, rejected: 1, pending: 1 },
    })
    expect(written(summary)).toEqual({ ...summary, durations: expect.anything() as unknown })
  })

  it("touches no file of an earlier run where the source cannot be read", async () => {
    const file = join(stateDir, "input", "people.csv")
    mkdirSync(join(stateDir, "input"))
    const create = (): IterableDataImport =>
      IterableDataImport.create({ sourceFilePath: pathToFileURL(file), dryRun: true, stateDir })
    writeFileSync(file, "id\nu1\nu2,2\n")
    const { paths } = await create().run(mapPerson as never)
    rmSync(file)
    await expect(create().run(mapPerson as never)).rejects.toMatchObject({ name: "SourceError" })
    expect([existsSync(String(paths.rejects)), existsSync(String(paths.summary))]).toEqual([true, true])
  })

  it("does not write rejects over its own source, nor over a file that holds something else", async () => {
    const file = join(stateDir, "people.ndjson")
    const notes = join(stateDir, "notes.txt")
    writeFileSync(file, '{"id":"u1"}\n{"id":""}\n')
    writeFileSync(notes, "do not lose this")
    const options = { sourceFilePath: file, dryRun: true, stateDir }
    expect(() => IterableDataImport.create({ ...options, rejectsFilePath: file })).toThrow(
      /names the source itself/,
    )
    const dataImport = IterableDataImport.create({ ...options, rejectsFilePath: notes })
    await expect(dataImport.run(mapPerson as never)).rejects.toThrow(
      /notes\.txt as it holds what this import did not write/,
    )
    expect(readFileSync(file, "utf8")).toBe('{"id":"u1"}\n{"id":""}\n')
    expect(readFileSync(notes, "utf8")).toBe("do not lose this")
  })

  it("leaves a file alone that it names for rejects where there is nothing to import, or it is stopped before", async () => {
    const precious = join(stateDir, "precious.csv")
    writeFileSync(precious, "do not lose this")
    const aborted = AbortSignal.abort()
    const options = { dryRun: true, stateDir, rejectsFilePath: precious }
    await IterableDataImport.create({ ...options, source: [] }).run(mapPerson)
    await IterableDataImport.create({ ...options, source: PEOPLE, signal: aborted })
      .run(mapPerson)
      .catch(() => undefined)
    expect(readFileSync(precious, "utf8")).toBe("do not lose this")
  })

  it("counts in a dry run what would have been sent", async () => {
    const summary = await IterableDataImport.create({ source: PEOPLE, dryRun: true, stateDir }).run(mapPerson)
    expect(summary).toMatchObject({
      dryRun: true,
      records: { imported: 2 },
      requests: { sent: 1 },
      actions: { users: { accepted: 2 } },
    })
  })

  it("tells how far it has got, at the end too", async () => {
    const told: Progress[] = []
    await new IterableDataImport({
      source: PEOPLE,
      importer: accepting,
      stateDir,
      onProgress: (progress) => told.push(progress),
    }).run(mapPerson)
    expect(told.at(-1)).toMatchObject({ records: { read: 3, pending: 0 } })
  })

  it("tells the same share of the source as its status", async () => {
    const filePath = join(stateDir, "people.csv")
    writeFileSync(filePath, `id\n${Array.from({ length: 60 }, (_, index) => `u${index}\n`).join("")}`)
    const importer = importerOf(async function* (arrays) {
      for await (const [first, second] of arrays) {
        if (first === undefined || second === undefined) continue
        yield [first, second].map((action) => ({ action, outcome: { kind: "accepted" } as const }))
        throw new DeliveryStop("OUTAGE", "enough")
      }
    })
    const told: Progress[] = []
    const onProgress = (progress: Progress): unknown => told.push(progress)
    const source = fileSource({ filePath, format: "csv" }) as unknown as DataSource<{ id: string }>
    const dataImport = new IterableDataImport({ source, name: "people", importer, stateDir, onProgress })
    await expect(dataImport.run(mapPerson)).rejects.toThrow(/enough/)
    const status = await importStatus({ stateDir })
    expect([told.at(-1)?.share, told.at(-1)?.records.imported]).toEqual([status?.share, 2])
    expect(status?.share).toBeCloseTo(2 / 60, 2)
  })

  it.each<[string, () => unknown, RegExp]>([
    [
      "an option that does not exist",
      () => IterableDataImport.create({ source: [], dryrun: true } as never),
      /no option "dryrun"/,
    ],
    ["no key", () => IterableDataImport.create({ source: [] }), /apiKey is missing/],
    ["no file", () => IterableDataImport.create({ apiKey: "k" } as never), /sourceFilePath is missing/],
    [
      "a budget that makes no sense",
      () => IterableDataImport.create({ source: [], dryRun: true, maxRejects: "x" as never }),
      /maxRejects/,
    ],
    [
      "a rate of 0",
      () => IterableDataImport.create({ source: [], apiKey: "k", rateLimits: { users: 0 } }),
      /rate limit of users/,
    ],
    [
      "http to elsewhere",
      () => IterableDataImport.create({ source: [], apiKey: "k", baseUrl: "http://x.example" }),
      /clear text/,
    ],
  ])("refuses %s before anything is read", (_, create, message) => {
    expect(create).toThrow(UsageError)
    expect(create).toThrow(message)
  })

  it("refuses a dryRun that is neither true nor false: it would send", () => {
    expect(() => IterableDataImport.create({ source: [], apiKey: "k", dryRun: "true" as never })).toThrow(
      UsageError,
    )
  })

  it("takes a list of rejects for a file too, of which our own columns are no part of the records", async () => {
    const sourceFilePath = join(stateDir, "input.csv")
    writeFileSync(
      sourceFilePath,
      "import_record,import_line,import_reason,import_advice,import_raw,id\n7,8,,,,u1\n",
    )
    const seen: unknown[] = []
    await IterableDataImport.create({
      sourceFilePath,
      name: "again",
      stateDir,
      dryRun: true,
    }).run((record, position) => {
      seen.push(record, position)
    })
    expect(seen).toEqual([{ id: "u1" }, { recordNumber: 7, lineNumber: 8 }])
  })

  it("takes no texts for records: the compiler refuses them, and who has none gets them rejected", async () => {
    // @ts-expect-error a text is no record
    const texts = new IterableDataImport({ source: ["u1"], importer: accepting, stateDir, maxRejects: "off" })
    const { records, rejectReasons } = await texts.run(() => undefined)
    expect(records).toMatchObject({ read: 1, rejected: 1 })
    expect(rejectReasons).toMatchObject([{ code: "not-an-object" }])
    // @ts-expect-error a text is no list of records
    expect(() => new IterableDataImport({ source: "u1", importer: accepting })).toThrow("it is a string")
  })

  it("takes none in create() either, and no import into Iterable without a key", () => {
    const options = { dryRun: true, stateDir }
    // @ts-expect-error A text is no record.
    expect(IterableDataImport.create({ source: ["u1"], ...options })).toBeInstanceOf(IterableDataImport)
    // @ts-expect-error Nor is one in a set.
    expect(IterableDataImport.create({ source: new Set(["u1"]), ...options })).toBeInstanceOf(
      IterableDataImport,
    )
    // @ts-expect-error Nor is a number.
    expect(IterableDataImport.create({ source: [1], ...options })).toBeInstanceOf(IterableDataImport)
    // @ts-expect-error A text is no list of records.
    expect(() => IterableDataImport.create({ source: "u1", ...options })).toThrow(UsageError)
    expect(() => IterableDataImport.create({ source: PEOPLE, stateDir })).toThrow(/apiKey/)
  })

  it("takes only a function to map with", async () => {
    await expect(
      new IterableDataImport({ source: [], importer: accepting, stateDir }).run(undefined as never),
    ).rejects.toThrow(UsageError)
  })
})
