import { describe, expect, it } from "vitest"
import { newLedger } from "../../../tests/kit/new-ledger.ts"
import { kindNamed } from "../../../tests/kit/of-kind.ts"
import { plainJournalEntry } from "../../../tests/kit/plain-journal-entry.ts"
import { ALL_KINDS } from "../../kinds/all-kinds.ts"
import { LaterRecords } from "../../delivery/later-records.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import type { ActionReference } from "../../mapping/mapped-records.ts"
import type { SourceItem } from "../../sources/data-source.ts"
import { Checkpoint } from "./checkpoint.ts"

const itemOf = (recordNumber: number): SourceItem<unknown> => ({
  position: { recordNumber, byteOffset: 10 * recordNumber },
  record: {},
})
const actionOf = (item: SourceItem<unknown>): ActionReference => ({
  item,
  actionIndex: 0,
  actionCount: 1,
  kind: kindNamed("update-user-profile"),
  group: "update-user-profile",
  ordinal: 0,
})
const begun = (before?: Partial<JournalEntry>): Checkpoint =>
  new Checkpoint({
    before: before && plainJournalEntry({ counts: newLedger().snapshot().counts, ...before }),
    rules: { kinds: ALL_KINDS },
  })
/** Reads records from one to another; settles those that are named. */
function read(
  checkpoint: Checkpoint,
  [from, to]: readonly [number, number],
  settled: readonly number[],
): void {
  const items = Array.from({ length: to - from + 1 }, (_, index) => itemOf(from + index))
  const [first, last] = [itemOf(from).position, itemOf(to).position]
  checkpoint.ledger.take({ items, unmapped: [], skipped: [] })
  checkpoint.noteRead(first, last)
  checkpoint.noteUnderWay(items.map(actionOf))
  const chosen = items.filter(({ position }) => settled.includes(position.recordNumber))
  checkpoint.ledger.settle(chosen.map((item) => ({ action: actionOf(item), outcome: { kind: "accepted" } })))
}

describe("Checkpoint", () => {
  it("is not worth saving before there is anything to import, but where an earlier run was", () => {
    const checkpoint = begun()
    expect(checkpoint.isWorthSaving).toBe(false)
    checkpoint.hasBegun = true
    expect(checkpoint.isWorthSaving).toBe(true)
    expect(begun({}).isWorthSaving).toBe(true)
  })

  it("notes what is settled, where reading goes on, and what may be under way", () => {
    const checkpoint = begun()
    read(checkpoint, [1, 4], [1, 2, 3, 4])
    read(checkpoint, [5, 8], [5, 7])
    expect(checkpoint.snapshot("running")).toMatchObject({
      settled: { lowWater: 5, ranges: [[7, 7]] },
      position: { recordNumber: 5 },
      reached: { recordNumber: 8 },
      // From the first of a request on that is not settled.
      underWay: [[6, 8]],
      mayHaveApplied: false,
    })
    expect(checkpoint.bytesRead).toBe(80)
  })

  it("knows what it sent itself once it has stopped: what an earlier run may have sent stays in doubt", () => {
    const checkpoint = begun({ underWay: [[2, 3]] })
    read(checkpoint, [1, 4], [2])
    expect(checkpoint.snapshot("stopped").underWay).toEqual([[3, 3]])
    expect(checkpoint.snapshot("running").underWay).toEqual([[1, 4]])
    const fresh = begun()
    read(fresh, [1, 4], [])
    expect(fresh.snapshot("stopped")).not.toHaveProperty("underWay")
  })

  it.each<[string, Partial<JournalEntry> | undefined, boolean]>([
    ["a beginning", undefined, false],
    ["a run that was killed", { state: "running", mayHaveApplied: false }, true],
    ["a run that had every answer", { state: "stopped", mayHaveApplied: false }, false],
    ["a run that lacked answers", { state: "stopped", mayHaveApplied: true }, true],
    ["a run of an earlier release, which did not say", { state: "stopped" }, true],
  ])("knows whether more may have been applied than is counted: after %s", (_, before, mayHaveApplied) => {
    expect(begun(before).snapshot("running").mayHaveApplied).toBe(mayHaveApplied)
  })

  it("comes back as it was", () => {
    const checkpoint = begun()
    read(checkpoint, [1, 4], [1, 3])
    checkpoint.mayHaveMisread = true
    const snapshot = checkpoint.snapshot("stopped")
    const again = begun({ ...snapshot, state: "stopped" })
    expect(again.snapshot("stopped")).toEqual(snapshot)
    expect(again.settledBefore).toBe(2)
    expect(again.from).toEqual(snapshot.position)
    expect(again.reached).toEqual(snapshot.reached)
  })

  it("remembers users for a beginning only where it is told of them", () => {
    const laterRecords = new LaterRecords(undefined, { isRetry: true })
    expect(
      new Checkpoint({ before: undefined, rules: { kinds: ALL_KINDS }, laterRecords }).laterRecords,
    ).toBe(laterRecords)
    const before = plainJournalEntry({ counts: newLedger().snapshot().counts })
    expect(new Checkpoint({ before, rules: { kinds: ALL_KINDS }, laterRecords }).laterRecords).not.toBe(
      laterRecords,
    )
  })
})
