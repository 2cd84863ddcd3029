import { expect, it } from "vitest"
import { FallibleFileSystem } from "../../../tests/kit/fallible-file-system.ts"
import { hasAppendedRows } from "./appended-rows.ts"
import type { FailedRecord } from "../../accounting/ledger/failed-record.ts"
import { jsonLine } from "../json-line.ts"
import { rejectLine } from "../reject-line.ts"
import { rejectsCsvHeader, rejectsCsvLine } from "../rejects-csv.ts"

const layout = { columns: ["a"], delimiter: "," } as const

const failed = (recordNumber: number, position: object = {}): FailedRecord => ({
  item: {
    position: { recordNumber, lineNumber: recordNumber + 1, byteOffset: 10 * recordNumber, ...position },
    record: { a: "x" },
  },
  state: "rejected",
  failures: [{ stage: "map", code: "c", message: "m" }],
})
const lineOf = (one: FailedRecord): string => jsonLine(rejectLine("s.csv", one))
const rowOf = (one: FailedRecord): string => rejectsCsvLine(one, rejectLine("s.csv", one), layout)

async function hasAppended(rows: string, lines: string = lineOf(failed(2))): Promise<boolean> {
  const files = new FallibleFileSystem()
  const write = async (path: string, text: string): Promise<void> => {
    const file = await files.create(path)
    await file.write(Buffer.from(text))
    await file.close()
  }
  const kept = rejectsCsvHeader(layout) + rowOf(failed(2))
  await write("/rejects.csv", kept + rows)
  await write("/rejects.ndjson", lines)
  const starts = {
    csv: { path: "/rejects.csv", keepBytes: Buffer.byteLength(kept) },
    ndjson: { path: "/rejects.ndjson", keepBytes: Buffer.byteLength(lines) },
    layout,
    scrub: (text: string) => text,
    wasKilled: true,
    readBefore: {
      settled: { lowWater: 6, ranges: [[8, 8]] as const },
      position: { recordNumber: 7, lineNumber: 8, byteOffset: 70 },
      reached: { recordNumber: 9, lineNumber: 10, byteOffset: 90 },
    },
  }
  return hasAppendedRows(starts, files)
}

it("knows rows that a killed run wrote, of which a loss of power took the lines", async () => {
  for (const number of [7, 9, 12]) expect(await hasAppended(rowOf(failed(number)))).toBe(false)
  for (let length = 0; length < rowOf(failed(12)).length; length += 1)
    expect(await hasAppended(rowOf(failed(12)).slice(0, length))).toBe(false)
})

it.each([
  ["a copy of a row under another number", rowOf(failed(99_999, { lineNumber: 3 }))],
  ["a copy of a row of what was read under another number", rowOf(failed(99_999, { lineNumber: 9 }))],
  ["a record that was imported", rowOf(failed(1))],
  ["a record that was imported out of turn", rowOf(failed(8))],
])("tells rows that a person has put there: %s", async (_, rows) => {
  expect(await hasAppended(rows)).toBe(true)
})

it("lets rows of a list of rejects come in any order", async () => {
  const ofList = lineOf(failed(2, { lineNumber: 30, byteOffset: undefined }))
  expect(await hasAppended(rowOf(failed(1)), ofList)).toBe(false)
})
