import { describe, expect, it } from "vitest"
import { FallibleFileSystem } from "../../../tests/kit/fallible-file-system.ts"
import type { Position } from "../../sources/data-source.ts"
import { hasAppendedLines } from "./appended-lines.ts"
import { refuseAppended } from "./refuse-appended.ts"
import type { RejectsBefore } from "./rejects-before.ts"

const at = (recordNumber: number, byteOffset?: number): Position => ({
  recordNumber,
  ...(byteOffset === undefined ? {} : { byteOffset }),
})
const line = (position: object): string => `${JSON.stringify({ state: "rejected", position, record: {} })}\n`
const KEPT = line(at(2, 20)) + line(at(5, 50))
/** Records 1 to 6 and 8 are settled, and 9 was read. */
const BEFORE: RejectsBefore = {
  rejectsBytes: {},
  state: "running",
  settled: { lowWater: 6, ranges: [[8, 8]] },
  position: at(7, 70),
  reached: at(9, 90),
}

async function listOf(text: string): Promise<FallibleFileSystem> {
  const files = new FallibleFileSystem()
  const file = await files.create("/rejects.ndjson")
  await file.write(Buffer.from(text))
  await file.close()
  return files
}

const hasAppended = async (tail: string, before: RejectsBefore = BEFORE): Promise<boolean> =>
  hasAppendedLines("/rejects.ndjson", Buffer.byteLength(KEPT), before, await listOf(KEPT + tail))

describe("hasAppendedLines() after a kill", () => {
  it.each([
    ["nothing", ""],
    ["records that were not settled, in whatever order", line(at(9, 90)) + line(at(7, 70))],
    ["records that were read after the journal was written", line(at(12, 120)) + line(at(10, 100))],
    ["a part of a line", line(at(7, 70)).slice(0, 30)],
  ])("knows what the run wrote: %s", async (_, tail) => {
    expect(await hasAppended(tail)).toBe(false)
  })

  it.each([
    ["a copy of a line that counts, under another number", line(at(99_999, 50))],
    ["a copy of a line that does not count, under another number", line(at(7, 70)) + line(at(99_999, 70))],
    ["a copy of a line that does not count", line(at(7, 70)) + line(at(7, 70))],
    ["a record that was imported", line(at(1, 10))],
    ["a record that was imported out of turn", line(at(8, 80))],
    ["a record that stands elsewhere", line(at(7, 71))],
    ["a record that stands before what was read", line(at(10, 85))],
    ["a line that does not say where its record stands", line(at(10))],
  ])("tells what a person has put there: %s", async (_, tail) => {
    expect(await hasAppended(tail)).toBe(true)
  })

  it("goes by the lines alone where an earlier release wrote the journal", async () => {
    const older: RejectsBefore = { rejectsBytes: {} }
    expect(await hasAppended(line(at(1, 10)), older)).toBe(false)
    expect(await hasAppended(line(at(5, 50)), older)).toBe(true)
  })
})

describe("refuseAppended() after a stop", () => {
  const goOn = async (tail: string, rejectsEnds: RejectsBefore["rejectsEnds"]): Promise<void> => {
    const keepBytes = Buffer.byteLength(KEPT)
    const before: RejectsBefore = { ...BEFORE, state: "stopped", rejectsEnds }
    const ndjson = { path: "/rejects.ndjson", keepBytes }
    const files = await listOf(KEPT + tail)
    await refuseAppended({ ndjson, rows: undefined, before, scrub: (text) => text }, files)
  }
  const LEFT = line(at(7, 70))
  const endOf = (tail: string): RejectsBefore["rejectsEnds"] => ({
    "rejects.ndjson": Buffer.byteLength(KEPT + tail),
  })

  it("lets pass what the run has listed as it ended, and nothing behind that", async () => {
    await goOn(LEFT, endOf(LEFT))
    await goOn("", endOf(LEFT))
    for (const tail of [line(at(9, 90)), line(at(10)), "{}\n"])
      await expect(goOn(LEFT + tail, endOf(LEFT))).rejects.toThrow(
        /rejects\.ndjson: lines were added after those of the earlier run\. Move them to a file of their own/,
      )
    await expect(goOn(LEFT, endOf(""))).rejects.toThrow(/lines were added after/)
  })

  it("takes it as after a kill where the journal does not say how long the list was", async () => {
    await goOn(LEFT, undefined)
    await expect(goOn(line(at(1, 10)), undefined)).rejects.toThrow(/lines were added after/)
  })
})

it("refuseAppended() looks at each list under its own path, so that an error names the list that cannot be read", async () => {
  const files = await listOf(KEPT)
  const csv = await files.create("/rejects.csv")
  await csv.close()
  const ndjson = { path: "/rejects.ndjson", keepBytes: Buffer.byteLength(KEPT) }
  const rows = {
    csv: { path: "/rejects.csv", keepBytes: 0 },
    layout: { columns: [], delimiter: "," },
  } as const
  const paths: string[] = []
  await refuseAppended({ ndjson, rows, before: BEFORE, scrub: (text) => text }, files, (path, look) => {
    paths.push(path)
    return look()
  })
  expect(paths).toEqual(["/rejects.ndjson", "/rejects.csv"])
})
