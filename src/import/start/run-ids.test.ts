import { describe, expect, it } from "vitest"
import { newLedger } from "../../../tests/kit/new-ledger.ts"
import { plainJournalEntry } from "../../../tests/kit/plain-journal-entry.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { idsOfJournal, mayHaveDerived, ownIds } from "./run-ids.ts"

const ids = { scheme: 2, origin: "o", none: false } as const

it("idsOfJournal() goes on as the journal says, and as earlier releases did where it says nothing", () => {
  expect(idsOfJournal({ importName: "users.csv", ids })).toMatchObject({ scheme: 2, origin: "o" })
  expect(idsOfJournal({ importName: "users.csv", ids: { ...ids, idsFrom: ["id"] } }).idsFrom).toEqual(["id"])
  expect(idsOfJournal({ importName: "users.csv" })).toEqual({ scheme: 1, origin: "users.csv" })
})

describe("ownIds()", () => {
  const fingerprint = { sizeBytes: 20, modifiedMs: 5, head: "ab", tail: "cd" }
  const parts = { idsFrom: undefined, name: undefined, sourceName: "a.csv", fingerprint }
  const originOf = (given: Partial<Parameters<typeof ownIds>[0]>): string =>
    ownIds({ ...parts, ...given }).origin

  it("depends on the content, wherever the file lies, and on a name that was given", () => {
    expect(originOf({ sourceName: "b.csv" })).toBe(originOf({}))
    expect(originOf({ fingerprint: { ...fingerprint, head: "xy" } })).not.toBe(originOf({}))
    expect(originOf({ name: "monday" })).not.toBe(originOf({}))
    expect(originOf({ startedAt: "2026-01-31T12:00:00.000Z" })).not.toBe(originOf({}))
  })

  it("depends on the source's name where its content cannot be known", () => {
    const unknown = { fingerprint: undefined }
    expect(originOf({ ...unknown, sourceName: "b" })).not.toBe(originOf(unknown))
  })

  it("depends on nothing but the name where columns say what is the same", () => {
    const keyed = { idsFrom: ["id"] }
    expect(originOf({ ...keyed, fingerprint: undefined, sourceName: "b" })).toBe(originOf(keyed))
    expect(originOf({ ...keyed, name: "monday" })).not.toBe(originOf(keyed))
    expect(ownIds({ ...parts, ...keyed }).idsFrom).toEqual(["id"])
  })
})

describe("mayHaveDerived()", () => {
  const { counts } = newLedger().snapshot()
  const entry = (given: Partial<JournalEntry>, events: object = {}): JournalEntry =>
    plainJournalEntry({
      state: "stopped",
      counts: {
        ...counts,
        actions: { ...counts.actions, events: { ...counts.actions.events, ...events } },
      },
      ...given,
    })

  it.each<[string, JournalEntry, boolean]>([
    ["nothing was sent that has ids", entry({ ids: { ...ids, derived: true } }), false],
    ["the run was killed, and does not know", entry({ state: "running" }), true],
    ["ids were derived", entry({ ids: { ...ids, derived: true } }, { accepted: 1 }), true],
    ["what has ids may have been sent", entry({ ids: { ...ids, derived: true } }, { unknown: 1 }), true],
    ["all ids were given", entry({ ids }, { accepted: 1 }), false],
    ["an earlier release does not say of ids", entry({}, { accepted: 1 }), true],
    ["what has ids was rejected", entry({}, { rejected: 1 }), false],
  ])("%s", (_, given, expected) => {
    expect(mayHaveDerived(given)).toBe(expected)
  })
})
