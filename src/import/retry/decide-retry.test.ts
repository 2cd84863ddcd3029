import { describe, expect, it } from "vitest"
import { plainJournalEntry } from "../../../tests/kit/plain-journal-entry.ts"
import type { Summary } from "../../accounting/summary.ts"
import type { JournalLoad } from "../../journal/journal-store.ts"
import { decideRetry, retryIds } from "./decide-retry.ts"

const entry = plainJournalEntry({ state: "finished", ids: { scheme: 2, origin: "o", none: false } })
const record = (journal: JournalLoad, summary?: Partial<Summary>): Parameters<typeof decideRetry>[0] => ({
  importName: "users.csv",
  journal,
  summary: summary as Summary | undefined,
})
const finished = record({ kind: "entry", entry })
const importer = { target: entry.target, repeats: undefined }
const otherKey = { target: { ...entry.target, keyFingerprint: "ffff" } }
const ALLOWED = { kind: "allowed", warnings: [] }
const elsewhere = { ...importer, target: { ...entry.target, baseUrl: "https://api.eu.iterable.com" } }

describe("decideRetry()", () => {
  it.each<[string, ReturnType<typeof decideRetry>, RegExp]>([
    [
      "its journal cannot be used",
      decideRetry(record({ kind: "unreadable", code: "torn", message: "its end is missing" }), importer, {}),
      /as its journal cannot be used: its end is missing\./,
    ],
    [
      "it was stopped",
      decideRetry(record({ kind: "entry", entry: { ...entry, state: "stopped" } }), importer, {}),
      /as its import is not finished/,
    ],
    [
      "it was stopped, and has no journal",
      decideRetry(record({ kind: "none" }, { status: "stopped" }), importer, { trial: true }),
      /as its import is not finished/,
    ],
    [
      "it was imported with derived ids",
      decideRetry(finished, { ...importer, repeats: () => false }, {}),
      /under other ids/,
    ],
    ["it went elsewhere", decideRetry(finished, elsewhere, {}), /they would go to https:\/\/api\.eu/],
    ["it was sent with another key", decideRetry(finished, otherKey, {}), /with another API key/],
  ])("refuses the rejects of an import where %s", (_, decision, message) => {
    expect(decision).toMatchObject({ kind: "refused", message: expect.stringMatching(message) as string })
  })

  it("allows those of a finished import, also with another key of the same project", () => {
    const without = record({ kind: "none" }, { status: "completed" })
    expect(decideRetry(finished, importer, {})).toEqual(ALLOWED)
    expect(decideRetry(finished, {}, {})).toEqual(ALLOWED)
    expect(decideRetry(without, importer, {})).toEqual(ALLOWED)
    expect(decideRetry(finished, otherKey, { sameProject: true })).toEqual(ALLOWED)
  })

  it("lets a trial go anywhere: it changes nothing of the import", () => {
    expect(decideRetry(finished, elsewhere, { trial: true })).toEqual(ALLOWED)
  })

  it("lets a dry run go on, and says that a real retry would be refused", () => {
    expect(decideRetry(finished, elsewhere, { dryRun: true, trial: true })).toEqual({
      kind: "allowed",
      warnings: [expect.stringMatching(/^A real retry would be refused: .* they would go to/)],
    })
    const unnamed = { target: { ...elsewhere.target, isNamed: false, keyFingerprint: "" } }
    expect(decideRetry(finished, unnamed, { dryRun: true })).toEqual(ALLOWED)
  })
})

describe("retryIds()", () => {
  it("are those of the import, as its journal says, or its summary where it has none", () => {
    expect(retryIds(finished)).toMatchObject({ scheme: 2, origin: "o" })
    const ids = { origin: "s", idsFrom: ["id"], given: 0, repeated: 0 }
    expect(retryIds(record({ kind: "none" }, { ids }))).toEqual({ scheme: 2, origin: "s", idsFrom: ["id"] })
    expect(retryIds(record({ kind: "none" }, {}))).toEqual({ scheme: 1, origin: "users.csv" })
  })
})
