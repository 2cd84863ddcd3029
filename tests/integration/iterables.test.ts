import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { PassThrough, Readable } from "node:stream"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Importer } from "../../src/delivery/importer.ts"
import { UsageError } from "../../src/errors.ts"
import { IterableDataImport } from "../../src/import/iterable-data-import.ts"
import { UpdateUserProfile } from "../../src/kinds/update-user-profile.ts"
import type { Summary } from "../../src/accounting/summary.ts"

interface Row {
  email: string
  address: { city: string }
}

let stateDir = ""
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "iterable-data-import-"))
})
afterEach(() => {
  rmSync(stateDir, { recursive: true })
})

/** More than are read at once of anything. */
const RECORDS = 700
const emailOf = (number: number): string => `u${number}@x.com`
const cityOf = (number: number): string => `City ${number}`
const numbers = Array.from({ length: RECORDS }, (_, at) => at + 1)
const row = (number: number): Row => ({ email: emailOf(number), address: { city: cityOf(number) } })

function* oneRecord(): Generator<Row> {
  const reused: Row = { email: "", address: { city: "" } }
  for (const number of numbers) yield Object.assign(reused, row(number))
}
function* nestedObject(): Generator<Row> {
  const address = { city: "" }
  for (const number of numbers) {
    address.city = cityOf(number)
    yield { email: emailOf(number), address }
  }
}
function* twoInTurn(): Generator<Row> {
  const pair = [row(0), row(0)]
  for (const number of numbers) yield Object.assign(pair[number % 2] ?? row(0), row(number))
}
function* changedAfterwards(): Generator<Row> {
  for (const number of numbers) {
    const given = row(number)
    yield given
    given.email = "changed@x.com"
    given.address.city = "changed"
  }
}
async function* later(rows: Iterable<Row>): AsyncGenerator<Row> {
  for (const given of rows) yield await Promise.resolve(given)
}

/** Accepts every action, and keeps what it said. */
function keeping(kept: Map<string, unknown>): Importer {
  return {
    async *deliver(actions) {
      for await (const array of actions)
        yield array.map((mapped) => {
          const { user } = mapped.action as UpdateUserProfile
          kept.set(String(user.email), user.dataFields?.["city"])
          return { action: mapped, outcome: { kind: "accepted" as const } }
        })
    },
  }
}

const isBad = (number: number): boolean => number % 7 === 0

/** Maps what a row says; every seventh is refused. */
function toUser({ address, email }: Row): UpdateUserProfile {
  const number = Number(/\d+/.exec(address.city)?.[0])
  if (isBad(number)) throw new Error(`no city ${number}`)
  return new UpdateUserProfile({ email, dataFields: { city: address.city } })
}

const rejectsIn = ({ paths }: Summary): { record: Row; message: string; position: object }[] =>
  readFileSync(String(paths.rejects), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { record: Row; message: string; position: object })

const REUSE = { changedAfterwards, nestedObject, oneRecord, twoInTurn }
const cases = Object.entries(REUSE).flatMap(([name, rows]) =>
  [false, true].flatMap((isAsync) =>
    [false, true].map((mapsLater) => [name, isAsync, mapsLater, rows] as const),
  ),
)

describe("an import of an iterable", () => {
  it.each(cases)(
    "maps each record before the next one is pulled: %s (asynchronous: %s, map function: %s)",
    async (_, isAsync, mapsLater, rows) => {
      const kept = new Map<string, unknown>()
      const source = isAsync ? later(rows()) : { [Symbol.iterator]: rows }
      const dataImport = new IterableDataImport<Row>({
        source,
        importer: keeping(kept),
        stateDir,
        maxRejects: "off",
      })
      const summary = await dataImport.run(
        mapsLater
          ? async (record) => {
              await Promise.resolve()
              return toUser(record)
            }
          : toUser,
      )
      const [bad, good] = [numbers.filter(isBad), numbers.filter((number) => !isBad(number))]
      expect(summary.records).toMatchObject({ read: RECORDS, imported: good.length, rejected: bad.length })
      expect([...kept]).toEqual(good.map((number) => [emailOf(number), cityOf(number)]))
      expect(rejectsIn(summary)).toMatchObject(
        bad.map((number) => ({
          position: { recordNumber: number },
          message: `no city ${number}`,
          record: row(number),
        })),
      )
    },
  )
})

describe("an import of a stream of Node.js", () => {
  const importOf = (source: AsyncIterable<Row>, kept = new Map<string, unknown>()): IterableDataImport<Row> =>
    new IterableDataImport<Row>({ source, importer: keeping(kept), stateDir, maxRejects: "off" })

  it.each([
    ["a Readable", () => Readable.from(numbers.map(row))],
    [
      "a Transform",
      () => Readable.from(numbers.map(row)).pipe(new PassThrough({ objectMode: true })) as AsyncIterable<Row>,
    ],
    ["a stream with a name", () => Object.assign(Readable.from(numbers.map(row)), { name: "rows" })],
    ["a stream of the Web", () => Readable.toWeb(Readable.from(numbers.map(row))) as AsyncIterable<Row>],
  ])("reads all objects of %s", async (_, stream) => {
    const kept = new Map<string, unknown>()
    const summary = await importOf(stream(), kept).run(toUser)
    expect(summary.records.read).toBe(RECORDS)
    expect(kept.size).toBe(summary.records.imported)
  })

  it("stops the import when the stream fails, as for any source", async () => {
    let given = 0
    const stream = new Readable({
      objectMode: true,
      highWaterMark: 1,
      read() {
        given += 1
        if (given > 300) this.destroy(new Error("the database is gone"))
        else this.push(row(given))
      },
    })
    const run = importOf(stream).run(toUser)
    await expect(run).rejects.toMatchObject({ code: "SOURCE_BROKEN", name: "ImportStoppedError" })
    await expect(run).rejects.toThrow("the database is gone")
  })

  it.each(["while it gives records", "while it keeps the import waiting"])(
    "destroys the stream when the import is ended %s",
    async (when) => {
      const controller = new AbortController()
      const isStuck = when.includes("waiting")
      let given = 0
      const stream = new Readable({
        objectMode: true,
        highWaterMark: 1,
        read() {
          given += 1
          if (isStuck && given > 5) setImmediate(() => controller.abort())
          else this.push(row(given))
        },
      })
      const dataImport = new IterableDataImport<Row>({
        source: stream as AsyncIterable<Row>,
        importer: keeping(new Map()),
        stateDir,
        signal: controller.signal,
        maxRejects: "off",
      })
      const run = dataImport.run((record) => {
        if (!isStuck && record.email === emailOf(20)) controller.abort()
        return toUser(record)
      })
      await expect(run).rejects.toMatchObject({ code: "ABORTED" })
      expect(stream.destroyed).toBe(true)
    },
  )

  it("refuses a stream of bytes, and one of the old kind, before anything is sent", () => {
    expect(() => importOf(Readable.from(Buffer.from("a,b\n1,2"), { objectMode: false }))).toThrow(
      new UsageError(
        "Cannot read records from a stream of bytes: give a stream of objects, such as what a parser makes of it, or the file's path as sourceFilePath.",
      ),
    )
    const old = { pipe: () => undefined, read: () => undefined } as unknown as AsyncIterable<Row>
    expect(() => importOf(old)).toThrow(UsageError)
  })
})
