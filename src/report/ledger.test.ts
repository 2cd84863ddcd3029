import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { ImportActionKind } from "../actions/import-action.ts"
import type { Outcome } from "../actions/outcome.ts"
import type { Settlement } from "../delivery/importer.ts"
import type { MappedRecords } from "../mapping/mapped-records.ts"
import { Ledger } from "./ledger.ts"
import type { FailedRecord } from "./ledger.ts"

const ACCEPTED: Outcome = { kind: "accepted" }
const refused = (code = "bad"): Outcome => ({
  kind: "rejected",
  rejection: { stage: "api", code, message: `is ${code}` },
})
const UNKNOWN: Outcome = { kind: "unknown", code: "timeout", message: "no answer" }

/** A record and what its map function asked for. */
interface Asked {
  readonly item: MappedRecords["items"][number]
  readonly actionCount: number
  readonly isBad: boolean
}

const asked = (actionCount: number, recordNumber = 1, isBad = false): Asked => ({
  item: { position: { recordNumber, lineNumber: recordNumber + 1 }, record: {} },
  actionCount,
  isBad,
})
const mapped = (records: readonly Asked[]): Omit<MappedRecords, "actions"> => ({
  items: records.map(({ item }) => item),
  unmapped: records
    .filter(({ isBad }) => isBad)
    .map(({ item }) => ({ item, rejection: { stage: "map", code: "map-function-threw", message: "no" } })),
  skipped: records.filter(({ actionCount, isBad }) => actionCount === 0 && !isBad).map(({ item }) => item),
})
const settled = (
  { item, actionCount }: Asked,
  actionIndex: number,
  outcome: Outcome,
  kind: ImportActionKind = "update-user-profile",
): Settlement => ({
  place: { item, actionIndex, actionCount, kind },
  outcome,
})

describe("Ledger", () => {
  it("has each record in exactly one state at any time, whatever is settled in whatever order", () => {
    const record = fc.record({
      outcomes: fc.array(fc.constantFrom(ACCEPTED, ACCEPTED, refused("a"), refused("b"), UNKNOWN), {
        maxLength: 4,
      }),
      isBad: fc.boolean(),
      kind: fc.constantFrom<ImportActionKind>("update-user-profile", "track-custom-event", "track-purchase"),
    })
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 12 }),
        fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
        fc.nat({ max: 3 }),
        (all, order, arrayLength) => {
          const ledger = new Ledger()
          const failed: FailedRecord[] = []
          const check = (): void => {
            const { read, imported, rejected, skipped, unknown, pending } = ledger.records
            expect(read).toBe(imported + rejected + skipped + unknown + pending)
            expect(pending).toBeGreaterThanOrEqual(0)
            expect(failed).toHaveLength(rejected + unknown)
            expect(ledger.rejectReasons.reduce((sum, { count }) => sum + count, 0)).toBe(failed.length)
          }
          const records = all.map(({ outcomes, isBad }, index) =>
            asked(isBad ? 0 : outcomes.length, index + 1, isBad),
          )
          failed.push(...ledger.take(mapped(records)))
          check()
          const settlements = all
            .flatMap(({ outcomes, isBad, kind }, index) =>
              isBad
                ? []
                : outcomes.map((outcome, at) => settled(records[index] ?? asked(0), at, outcome, kind)),
            )
            .map((settlement, index) => ({ settlement, rank: order[index] ?? 0 }))
            .toSorted((one, other) => one.rank - other.rank)
            .map(({ settlement }) => settlement)
          const step = arrayLength + 1
          for (let start = 0; start < settlements.length; start += step) {
            failed.push(...ledger.settle(settlements.slice(start, start + step)))
            check()
          }
          const stateOf = ({ outcomes, isBad }: (typeof all)[number]): string => {
            const kinds = new Set(outcomes.map(({ kind }) => kind))
            if (isBad || kinds.has("rejected")) return "rejected"
            if (kinds.has("unknown")) return "unknown"
            return outcomes.length === 0 ? "skipped" : "imported"
          }
          const states = all.map(stateOf)
          const count = (state: string): number => states.filter((own) => own === state).length
          expect(ledger.records).toEqual({
            read: all.length,
            imported: count("imported"),
            rejected: count("rejected"),
            skipped: count("skipped"),
            unknown: count("unknown"),
            pending: 0,
          })
          for (const { item, state } of failed) expect(states[item.position.recordNumber - 1]).toBe(state)
          const { users, events, purchases } = ledger.actions
          const total = [users, events, purchases].reduce(
            (sum, counts) => sum + counts.accepted + counts.rejected + counts.unknown,
            0,
          )
          expect(total).toBe(settlements.length)
          expect(ledger.rejectedShare).toBeGreaterThanOrEqual(0)
          expect(ledger.rejectedShare).toBeLessThanOrEqual(1)
        },
      ),
    )
  })

  it("keeps a record of several actions open until the last of them is settled", () => {
    const ledger = new Ledger()
    const record = asked(3)
    ledger.take(mapped([record]))
    expect(ledger.settle([settled(record, 0, refused()), settled(record, 2, ACCEPTED)])).toEqual([])
    expect(ledger.records.pending).toBe(1)
    const [failed] = ledger.settle([settled(record, 1, UNKNOWN)])
    expect(failed).toMatchObject({ item: record.item, state: "rejected" })
    expect(failed?.failures.map(({ code }) => code)).toEqual(["bad", "timeout"])
  })

  it("says why, the most frequent first, with the first three of each", () => {
    const ledger = new Ledger()
    const records = Array.from({ length: 6 }, (_, index) => asked(1, index + 1))
    ledger.take(mapped(records))
    ledger.settle(records.map((record, index) => settled(record, 0, refused(index === 2 ? "rare" : "often"))))
    expect(ledger.rejectReasons.map(({ code, count }) => `${code} ${count}`)).toEqual(["often 5", "rare 1"])
    expect(ledger.rejectReasons[0]?.examples).toEqual(
      [1, 2, 4].map((recordNumber) => ({ recordNumber, lineNumber: recordNumber + 1, message: "is often" })),
    )
  })

  it("tells the share that is rejected before anything is sent at once, and that of what is sent as it comes in", () => {
    const ledger = new Ledger()
    ledger.take(mapped(Array.from({ length: 1_000 }, (_, index) => asked(0, index + 1, index < 100))))
    expect(ledger.rejectedShare).toBeCloseTo(0.1)
  })
})
