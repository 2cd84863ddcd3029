import { expect, it } from "vitest"
import { plainJournalEntry } from "../../../tests/kit/plain-journal-entry.ts"
import { timeOf } from "../../platform/iso-time.ts"
import { wasKilledJustNow } from "./run-start.ts"

it("wasKilledJustNow() knows that requests may still be on their way", () => {
  const entry = plainJournalEntry()
  const killedMs = timeOf(entry.updatedAt)
  expect(wasKilledJustNow(entry, killedMs + 299_999)).toBe(true)
  expect(wasKilledJustNow(entry, killedMs + 300_000)).toBe(false)
  expect(wasKilledJustNow({ ...entry, state: "stopped" }, killedMs)).toBe(false)
  expect(wasKilledJustNow(undefined, killedMs)).toBe(false)
})
