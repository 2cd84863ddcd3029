import { describe, expect, it } from "vitest"
import { plainJournalEntry } from "../../../tests/kit/plain-journal-entry.ts"
import { journalText, readJournalText } from "../../journal/journal-text.ts"
import { journalEntryOf, journaledIds } from "./journal-entry-of.ts"
import type { EntryParts } from "./journal-entry-of.ts"

const { importName, settled, source, startedAt, target, updatedAt } = plainJournalEntry()
const parts: EntryParts = {
  state: "running",
  startedAt,
  updatedAt,
  elapsedMs: 12.6,
  facts: { importName, source: { name: "as it was at the start" }, target },
  source,
  command: undefined,
  ids: undefined,
  checkpoint: { settled, mayHaveApplied: false, counts: {} },
  rejects: { rejectsBytes: {}, rejectsDigests: {} },
  rejectsPaths: ["/state/users.csv/rejects.ndjson"],
  keptRejects: ["/state/users.csv/rejects.2026-11-30T12-00-00.ndjson"],
  unlistedRejects: 0,
  learned: {},
}

describe("journalEntryOf()", () => {
  it("gives an entry that can be read again", () => {
    const entry = journalEntryOf(parts)
    expect(entry).toMatchObject({ source, elapsedMs: 13 })
    expect(readJournalText(Buffer.from(journalText(entry)))).toEqual({ kind: "entry", entry })
  })

  it("says when it finished only once it has", () => {
    expect(journalEntryOf(parts)).not.toHaveProperty("finishedAt")
    expect(journalEntryOf({ ...parts, state: "stopped" })).not.toHaveProperty("finishedAt")
    expect(journalEntryOf({ ...parts, state: "finished" }).finishedAt).toBe(updatedAt)
  })
})

describe("journaledIds()", () => {
  const ids = { scheme: 2, origin: "o" } as const
  const nothing = { before: undefined, none: false, statistics: undefined }
  const counted = (derived: number): Parameters<typeof journaledIds>[1]["statistics"] => ({
    ids: { given: 0, derived, repeated: 0, isApproximate: false },
  })

  it("says nothing of the old scheme, as its journals do not", () => {
    expect(journaledIds({ scheme: 1, origin: "users.csv" }, nothing)).toBeUndefined()
  })

  it("says on what ids depend, and whether any was derived, in any run", () => {
    expect(journaledIds(ids, nothing)).toEqual({ ...ids, none: false })
    expect(journaledIds({ ...ids, idsFrom: ["id"] }, { ...nothing, none: true })).toEqual({
      ...ids,
      idsFrom: ["id"],
      none: true,
    })
    expect(journaledIds(ids, { ...nothing, statistics: counted(0) })).not.toHaveProperty("derived")
    expect(journaledIds(ids, { ...nothing, statistics: counted(1) })).toHaveProperty("derived", true)
    const before = { ids: { ...ids, derived: true } }
    expect(journaledIds(ids, { ...nothing, before })).toHaveProperty("derived", true)
  })
})
