import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { plainItem } from "../../../tests/kit/plain-item.ts"
import type { ReadOptions, SourceItem } from "../../sources/data-source.ts"
import { rejectsSource } from "./rejects-source.ts"
import type { SourceDataRecord } from "../../sources/source-data-record.ts"
import type { FailedRecord } from "../../accounting/ledger/failed-record.ts"
import { rejectLine } from "../../rejects/reject-line.ts"

type Item = SourceItem<SourceDataRecord<unknown>>

let folder = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rejects-source-"))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function write(lines: readonly string[]): string {
  const filePath = join(folder, "rejects.ndjson")
  writeFileSync(filePath, lines.map((line) => `${line}\n`).join(""))
  return filePath
}

async function read(lines: readonly string[], { from }: ReadOptions = {}): Promise<Item[]> {
  const items: Item[] = []
  for await (const some of rejectsSource({ filePath: write(lines) }).read({ from }))
    items.push(...some.map(plainItem))
  return items
}

const positions = fc.record(
  {
    recordNumber: fc.integer({ min: 1, max: 1e9 }),
    lineNumber: fc.integer({ min: 1, max: 1e9 }),
    byteOffset: fc.nat(),
  },
  { requiredKeys: ["recordNumber"] },
)
const stages = fc.constantFrom("parse", "map", "validate", "api")
const codes = fc.constantFrom("one", "two", "three")
const failedRecords: fc.Arbitrary<FailedRecord> = fc
  .record({
    position: positions,
    state: fc.constantFrom("rejected", "unknown"),
    stage: stages,
    code: codes,
    record: fc.dictionary(fc.oneof(fc.string(), fc.constant("__proto__")), fc.jsonValue({ maxDepth: 2 })),
    raw: fc.string(),
    fields: fc.option(fc.array(fc.string()), { nil: undefined }),
  })
  .map(({ code, fields, position, raw, record, stage, state }) => {
    const failures = [{ stage, code, message: `said by ${code}` }] as FailedRecord["failures"]
    const problem = { code, message: `said by ${code}` }
    const item =
      stage === "parse"
        ? { position, problem, raw, ...(fields === undefined ? {} : { fields }) }
        : { position, record: JSON.parse(JSON.stringify(record)) as SourceDataRecord<unknown> }
    return { item, state, failures }
  })

const linesOf = (failed: readonly FailedRecord[]): string[] =>
  failed.map((record) => JSON.stringify(rejectLine("users.csv", record)))

describe("rejectsSource()", () => {
  it("gives what rejects.ndjson says, each record from where it first came; and it is written again the same", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(failedRecords, { maxLength: 20 }), async (failed) => {
        const items = await read(linesOf(failed))
        expect(items.map(({ position }) => position.recordNumber)).toEqual(
          failed.map((_, index) => index + 1),
        )
        const again = items.map((item, index) => ({ ...failed[index], item }) as FailedRecord)
        expect(linesOf(again)).toEqual(linesOf(failed))
      }),
      { numRuns: 200 },
    )
  })

  it("goes on from any of them", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(failedRecords, { maxLength: 20 }), async (failed) => {
        const lines = linesOf(failed)
        const items = await read(lines)
        for (const [index, { position }] of items.entries())
          expect(await read(lines, { from: position })).toEqual(items.slice(index))
      }),
      { numRuns: 100 },
    )
  })

  it("takes a record that a person put in where there was only text", async () => {
    const head =
      '"position":{"recordNumber":4,"lineNumber":5},"stage":"parse","code":"bad-quote","message":"m"'
    expect(
      await read([`{${head},"raw":"x","fields":["x"]}`, `{${head},"raw":"x","record":{"a":"b"}}`]),
    ).toEqual([
      {
        position: { recordNumber: 1, lineNumber: 1, byteOffset: 0 },
        origin: { recordNumber: 4, lineNumber: 5 },
        problem: { code: "bad-quote", message: "m" },
        raw: "x",
        fields: ["x"],
      },
      {
        position: { recordNumber: 2, lineNumber: 2, byteOffset: 121 },
        origin: { recordNumber: 4, lineNumber: 5 },
        record: { a: "b" },
      },
    ])
  })

  it.each([
    ["{oops", "not-json"],
    ["7", "not-an-object"],
    ['{"position":{"recordNumber":1},"record":{"n":12345678901234567891}}', "unsafe-number"],
    ["{}", "no-record-number"],
    ['{"position":{"recordNumber":"4"},"record":{}}', "no-record-number"],
    ['{"position":{"recordNumber":0},"record":{}}', "no-record-number"],
    ['{"position":null,"record":{}}', "no-record-number"],
  ])("gives the line %s as a bad item, %s, of no known origin", async (line, code) => {
    const items = await read([line])
    expect(items).toMatchObject([{ origin: { recordNumber: 0 }, problem: { code }, raw: line }])
  })

  it.each([
    ['{"position":{"recordNumber":4},"record":[1],"raw":"r"}', "The record is an array, not an object."],
    ['{"position":{"recordNumber":4},"record":"text"}', "The record is a string, not an object."],
    ['{"position":{"recordNumber":4}}', "The record is undefined, not an object."],
  ])("says of %s: %s", async (line, message) => {
    expect(await read([line])).toMatchObject([
      { origin: { recordNumber: 4 }, problem: { code: "not-an-object", message } },
    ])
  })

  it("has the name and the size of its file, and refuses what is no limit", async () => {
    const source = rejectsSource({ filePath: write(["{}"]) })
    for await (const items of source.read()) expect(items).toHaveLength(1)
    expect(source).toMatchObject({ name: "rejects.ndjson", sizeBytes: 3 })
    expect(() => rejectsSource({ filePath: "x", maxRecordBytes: 0 })).toThrow("maxRecordBytes is 0")
  })

  it("ends when it is aborted", async () => {
    for await (const some of rejectsSource({ filePath: write(["{}"]) }).read({ signal: AbortSignal.abort() }))
      expect(some).toEqual([])
  })
})
