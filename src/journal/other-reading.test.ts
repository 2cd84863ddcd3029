import { describe, expect, it } from "vitest"
import { plainJournalEntry } from "../../tests/kit/plain-journal-entry.ts"
import { decideStart } from "./decide-start.ts"
import type { ImportFacts, Start } from "./decide-start.ts"
import type { ReadAs } from "../sources/read-as.ts"
import type { JournalEntry } from "./journal-entry.ts"
import { otherReading } from "./other-reading.ts"

const COMMA: ReadAs = { format: "csv", delimiter: "," }
const SEMICOLON: ReadAs = { format: "csv", delimiter: ";" }
const NDJSON: ReadAs = { format: "ndjson" }
const entryOf = (state: JournalEntry["state"], readAs: ReadAs | undefined): JournalEntry => {
  const entry = plainJournalEntry({ state, settled: { lowWater: 7, ranges: [] } })
  return { ...entry, source: { ...entry.source, ...(readAs === undefined ? {} : { readAs }) } }
}
const start = (
  before: ReadAs | undefined,
  now: ReadAs | undefined,
  { state, ...choices }: { state: JournalEntry["state"]; restart?: boolean; resumeAnyway?: boolean },
): Start => {
  const facts: ImportFacts = entryOf(state, now)
  const given = { restart: false, resumeAnyway: false, mayDouble: false, ...choices }
  return decideStart({ kind: "entry", entry: entryOf(state, before) }, facts, given)
}

describe("otherReading()", () => {
  it("is undefined where a file is read in the same way, or where it is not known how it was read before", () => {
    for (const one of [COMMA, SEMICOLON, NDJSON]) {
      expect(otherReading(one, { ...one })).toBeUndefined()
      expect(otherReading(undefined, one)).toBeUndefined()
      expect(otherReading(one, undefined)).toBeUndefined()
    }
  })

  it.each([
    [COMMA, SEMICOLON, 'another delimiter (delimiter: "," then, delimiter: ";" now)'],
    [
      COMMA,
      { format: "csv", delimiter: "\t" } as const,
      'another delimiter (delimiter: "," then, delimiter: "\\t" now)',
    ],
    [SEMICOLON, NDJSON, 'another format (sourceFileFormat: "csv" then, sourceFileFormat: "ndjson" now)'],
    [NDJSON, COMMA, 'another format (sourceFileFormat: "ndjson" then, sourceFileFormat: "csv" now)'],
  ])("%j, then %j", (before, now, text) => {
    expect(otherReading(before, now)).toBe(text)
    expect(start(before, now, { state: "finished" })).toMatchObject({
      kind: "refused",
      message: expect.stringContaining(`with ${text}: nothing was done now.`) as string,
    })
    expect(start(before, now, { state: "finished", restart: true })).toEqual({ kind: "anew" })
    expect(start(before, now, { state: "stopped" })).toMatchObject({
      kind: "refused",
      message: expect.stringContaining(`was begun with ${text}`) as string,
    })
    expect(start(before, now, { state: "stopped", resumeAnyway: true })).toMatchObject({
      kind: "resume",
      warnings: [expect.stringContaining(text)],
    })
  })

  it("is as it was where an earlier release wrote the journal", () => {
    expect(start(undefined, SEMICOLON, { state: "finished" })).toMatchObject({ kind: "finished" })
    expect(start(undefined, SEMICOLON, { state: "stopped" })).toMatchObject({ kind: "resume", warnings: [] })
  })
})
