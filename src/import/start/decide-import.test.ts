import { describe, expect, it } from "vitest"
import { newLedger } from "../../../tests/kit/new-ledger.ts"
import { plainJournalEntry } from "../../../tests/kit/plain-journal-entry.ts"
import type { LedgerCounts } from "../../accounting/ledger/ledger-snapshot.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { decideImport, foretold } from "./decide-import.ts"
import type { ImportChoices } from "./decide-import.ts"

const FINGERPRINT = { sizeBytes: 20, modifiedMs: 5, head: "ab", tail: "cd" }
const EMPTY = newLedger().snapshot().counts
const counts = (given: Partial<LedgerCounts>): LedgerCounts => ({
  ...EMPTY,
  imported: 5,
  actions: { ...EMPTY.actions, events: { accepted: 5, rejected: 0, unknown: 0 } },
  ...given,
})
const DONE = plainJournalEntry({
  state: "finished",
  finishedAt: "2026-01-31T13:00:00.000Z",
  source: { name: "users.csv", fingerprint: FINGERPRINT },
  mapFingerprint: "map 1",
  ids: { scheme: 2, origin: "o", derived: true, none: false },
  settled: { lowWater: 7, ranges: [] },
  counts: counts({ rejected: 2 }),
})
const { importName, source, target } = DONE
const NOW = { importName, mapFingerprint: "map 1", source, target }
const CHANGED = { ...NOW, source: { ...source, fingerprint: { ...FINGERPRINT, sizeBytes: 21, tail: "x" } } }
const NONE: ImportChoices = {
  restart: false,
  resumeAnyway: false,
  idsFrom: undefined,
  ifChanged: undefined,
  none: false,
  ids: undefined,
  hasCutOffRetry: false,
}

const told = (
  now: Parameters<typeof decideImport>[1] = NOW,
  choices: Partial<ImportChoices> = {},
  entry: JournalEntry = DONE,
): string | undefined => foretold(decideImport({ kind: "entry", entry }, now, { ...NONE, ...choices }))

describe("foretold(), of a finished import", () => {
  it("says that nothing would be done, and what to do about its rejects", () => {
    expect(told()).toBe(
      "A real run would do nothing, as users.csv was imported already, on 2026-01-31T13:00:00.000Z. To import only the 2 records that are still not imported, run retryRejects. To import all of it again, start over with restart: true.",
    )
    expect(told(NOW, {}, { ...DONE, counts: counts({}) })).toMatch(
      /on 2026-01-31T13:00:00\.000Z\. To import all of it again, [^.]*\.$/,
    )
  })

  it.each([
    ["a changed file whose ids were derived", CHANGED, {}, /users\.csv has changed since it was imported/],
    ["other ids", CHANGED, { idsFrom: ["email"] }, /Cannot import users\.csv under other ids/],
    ["other ids of the same file", NOW, { none: true }, /Cannot import users\.csv under other ids/],
    ["another map", { ...NOW, mapFingerprint: "map 2" }, {}, /with another map/],
    ["another key", { ...NOW, target: { ...target, keyFingerprint: "f" } }, {}, /with another API key/],
    [
      "another server",
      { ...NOW, target: { ...target, baseUrl: "https://b.example" } },
      {},
      /now it would go to/,
    ],
    ["a retry that was cut off", CHANGED, { hasCutOffRetry: true }, /a retry of its rejects was cut off/],
    [
      "another file after a retry that was cut off",
      CHANGED,
      { ifChanged: "new" as const, hasCutOffRetry: true },
      /Run retryRejects once more to complete it\.$/,
    ],
    [
      "a new start after a retry that was cut off",
      CHANGED,
      { restart: true, hasCutOffRetry: true },
      /Run retryRejects once more to complete it\.$/,
    ],
  ])("says that %s would be refused", (_, now, choices, message) => {
    const text = told(now, choices)
    expect(text).toMatch(/^A real run would be refused: /)
    expect(text).toMatch(message)
    expect(text).not.toContain("nothing was done now")
  })

  it("says nothing where a real run would start", () => {
    for (const ifChanged of ["same", "new"] as const) expect(told(CHANGED, { ifChanged })).toBeUndefined()
    expect(told(NOW, { restart: true })).toBeUndefined()
    // No retry could put it right.
    const unreadable = { kind: "unreadable", code: "torn", message: "its end is missing" } as const
    const anyway = decideImport(unreadable, NOW, { ...NONE, restart: true, hasCutOffRetry: true })
    expect(foretold(anyway)).toBeUndefined()
    expect(foretold(decideImport({ kind: "none" }, NOW, NONE))).toBeUndefined()
  })

  it("says that what comes out of a pipe would be refused", () => {
    const pipe = { ...DONE, source: { name: "stdin" } }
    expect(told({ ...NOW, source: { name: "stdin" } }, {}, pipe)).toMatch(
      /^A real run would be refused: stdin was imported on .* it is not known whether this is the same/,
    )
  })
})

describe("decideImport(), of a file that is said to be the same, corrected", () => {
  const remark = (choices: Partial<ImportChoices>, entry: JournalEntry = DONE): string | undefined => {
    const decision = decideImport({ kind: "entry", entry }, CHANGED, { ...NONE, ...choices })
    return decision.kind === "starts" && decision.start.kind === "anew" ? decision.start.remark : undefined
  }
  const moved =
    "In their old places, unchanged rows keep their ids. After a row that was added or removed, all later rows get new ids: their events and purchases are duplicated."

  it("says what an added or a removed row does to the ids of all later ones", () => {
    expect(remark({ ifChanged: "same" })).toBe(
      `users.csv has changed since it was imported on 2026-01-31T13:00:00.000Z: it is 1 byte longer. ${moved}`,
    )
    expect(remark({ ifChanged: "same", restart: true })).toBe(moved)
  })

  it("does not where ids do not depend on places, or are new", () => {
    expect(remark({ ifChanged: "new" })).toMatch(/longer\.$/)
    const keyed = {
      ...DONE,
      ids: { scheme: 2 as const, origin: "o", derived: true, none: false, idsFrom: ["email"] },
    }
    expect(remark({ ifChanged: "same", idsFrom: ["email"] }, keyed)).toMatch(/longer\.$/)
    const own = { ...DONE, ids: { scheme: 2 as const, origin: "o", none: false } }
    expect(remark({ ifChanged: "same" }, own)).toMatch(/longer\.$/)
  })
})

describe("foretold(), of one that is not finished", () => {
  it.each([
    ["another key", { ...NOW, target: { ...target, keyFingerprint: "f" } }, {}, /sameProject: true/],
    ["other ids", NOW, { idsFrom: ["email"] }, /Cannot go on with users\.csv under other ids/],
    ["a changed file", CHANGED, {}, /has changed since the import of it stopped/],
  ])("says that %s would be refused", (_, now, choices, message) => {
    const text = told(now, choices, { ...DONE, state: "stopped" })
    expect(text).toMatch(/^A real run would be refused: /)
    expect(text).toMatch(message)
  })

  it("says so of a journal that cannot be used", () => {
    const load = { kind: "unreadable", code: "torn", message: "its end is missing" } as const
    expect(foretold(decideImport(load, NOW, NONE))).toMatch(/^A real run would be refused: Cannot go on/)
  })

  it("says nothing where a real run would go on", () => {
    expect(told(NOW, {}, { ...DONE, state: "stopped" })).toBeUndefined()
  })
})
