import { describe, expect, it } from "vitest"
import { plainJournalEntry } from "../../../tests/kit/plain-journal-entry.ts"
import { refusalOfRetry } from "./refusal-of-retry.ts"

const ENTRY = plainJournalEntry({ state: "finished", importName: "users.csv" })
const { target } = ENTRY
const NOW = { target, none: false, sameProject: false }
const OTHER_KEY = { ...target, keyFingerprint: "ffffffff" }

describe("refusalOfRetry()", () => {
  it("is none where all is as it was, or is not known", () => {
    for (const known of [target, undefined, { ...target, keyFingerprint: "" }])
      expect(refusalOfRetry(ENTRY, { ...NOW, target: known })).toBeUndefined()
  })

  it("is for another key, unless that is of the same project", () => {
    expect(refusalOfRetry(ENTRY, { ...NOW, target: OTHER_KEY })).toBe(
      "Cannot retry the rejects of users.csv with another API key than that of the import, which may be that of another project. If both keys are of the same project, retry with sameProject: true; for another project, run the whole import there under another name.",
    )
    expect(refusalOfRetry(ENTRY, { ...NOW, target: OTHER_KEY, sameProject: true })).toBeUndefined()
  })

  it("is for another place, and for other ids, whatever is said of the project", () => {
    const elsewhere = { ...target, baseUrl: "https://api.eu.iterable.com" }
    for (const sameProject of [false, true]) {
      expect(refusalOfRetry(ENTRY, { ...NOW, sameProject, target: elsewhere })).toMatch(/name the same place/)
      const entry = plainJournalEntry({ state: "finished", ids: { scheme: 2, origin: "o", none: true } })
      expect(refusalOfRetry(entry, { ...NOW, sameProject })).toMatch(/under other ids/)
    }
  })
})
