import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { newLedger } from "../../../tests/kit/new-ledger.ts"
import { kindNamed, ofKind } from "../../../tests/kit/of-kind.ts"
import { Dice } from "../../../tests/kit/seeded-random.ts"
import type { ImportAction } from "../../kinds/all-kinds.ts"
import { TrackCustomEvent } from "../../kinds/track-custom-event.ts"
import { TrackPurchase } from "../../kinds/track-purchase.ts"
import { UpdateUserProfile } from "../../kinds/update-user-profile.ts"
import type { Outcome } from "../../actions/outcome.ts"
import type { Settlement } from "../../delivery/importer.ts"
import type { MappedRecords, MappedAction } from "../../mapping/mapped-records.ts"
import { RejectTally } from "../../rejects/merge/reject-tally.ts"
import { LineProblem } from "../../sources/formats/text/line-problem.ts"
import { scannedReject } from "../../rejects/reading/scanned-reject.ts"
import type { Ledger } from "./ledger.ts"
import { rejectLine } from "../../rejects/reject-line.ts"
import { SettledActions } from "./settled-actions.ts"
import type { FailedRecord } from "./failed-record.ts"
import type { LedgerSnapshot } from "./ledger-snapshot.ts"

const KINDS = ["update-user-profile", "track-custom-event", "track-purchase"] as const

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
  kind: (typeof KINDS)[number] = "update-user-profile",
): Settlement => ({
  action: { item, actionIndex, actionCount, kind: kindNamed(kind), group: "all", ordinal: actionIndex },
  outcome,
})

describe("Ledger", () => {
  it.each([
    ["the map function fails on it", true],
    ["Iterable refuses another action of it", false],
  ])("says of a reject what was accepted before, also where %s", (_, isBad) => {
    const accepted = { "track-custom-event opened": [[0, 1]] } as const
    const { item } = asked(1)
    const record = { ...asked(1, 1, isBad), item: { ...item, accepted } }
    const ledger = newLedger()
    const before = {
      item: record.item,
      actionCount: 1,
      done: [],
      overtaken: new Map<never, never>(),
      accepted,
      digests: {},
    }
    const failed = [
      ...ledger.take(mapped([record])),
      ...(isBad ? [] : ledger.noteAcceptedBefore(before)),
      ...(isBad ? [] : ledger.settle([settled(record, 0, refused())])),
    ]
    expect(failed.map((one) => one.accepted?.snapshot())).toEqual([accepted])
  })

  it.each([
    "no answer; it may have been applied, and without an id sending it again could double it",
    "no answer; given up after 12 failures. It may have been applied; sending it again is harmless",
  ])("advises the same in the summary as in both lists and after a retry: %s", (message) => {
    const ledger = newLedger()
    const record = asked(1)
    ledger.take(mapped([record]))
    const [failed] = ledger.settle([settled(record, 0, { kind: "unknown", code: "timeout", message })])
    if (failed === undefined) throw new Error("The record has not failed.")
    const line = rejectLine("users.csv", failed)
    for (const one of [ledger, newLedger(ledger.snapshot())])
      expect(one.rejectReasons.map(({ advice }) => advice)).toEqual([line.advice])
    const found = scannedReject(JSON.stringify(line))
    if (found instanceof LineProblem) throw new Error(found.message)
    const inList = new RejectTally()
    inList.note(found)
    expect(inList.reasons).toEqual(ledger.rejectReasons)
  })

  it("has each record in exactly one state at any time, whatever is settled in whatever order", () => {
    const record = fc.record({
      outcomes: fc.array(fc.constantFrom(ACCEPTED, ACCEPTED, refused("a"), refused("b"), UNKNOWN), {
        maxLength: 4,
      }),
      isBad: fc.boolean(),
      kind: fc.constantFrom(...KINDS),
    })
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 12 }),
        fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
        fc.nat({ max: 3 }),
        (all, order, arrayLength) => {
          const ledger = newLedger()
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
    const ledger = newLedger()
    const record = asked(3)
    ledger.take(mapped([record]))
    expect(ledger.settle([settled(record, 0, refused()), settled(record, 2, ACCEPTED)])).toEqual([])
    expect(ledger.records.pending).toBe(1)
    const [failed] = ledger.settle([settled(record, 1, UNKNOWN)])
    expect(failed).toMatchObject({ item: record.item, state: "rejected" })
    expect(failed?.failures.map(({ code }) => code)).toEqual(["bad", "timeout"])
  })

  it("says why, the most frequent first, with the first three of each", () => {
    const ledger = newLedger()
    const records = Array.from({ length: 6 }, (_, index) => asked(1, index + 1))
    ledger.take(mapped(records))
    ledger.settle(records.map((record, index) => settled(record, 0, refused(index === 2 ? "rare" : "often"))))
    expect(ledger.rejectReasons.map(({ code, count }) => `${code} ${count}`)).toEqual(["often 5", "rare 1"])
    expect(ledger.rejectReasons[0]?.examples).toEqual(
      [1, 2, 4].map((recordNumber) => ({ recordNumber, lineNumber: recordNumber + 1, message: "is often" })),
    )
  })

  it("tells the share that is rejected before anything is sent at once, and that of what is sent as it comes in", () => {
    const ledger = newLedger()
    ledger.take(mapped(Array.from({ length: 1_000 }, (_, index) => asked(0, index + 1, index < 100))))
    expect(ledger.rejectedShare).toBeCloseTo(0.1)
  })
})

/** What is left of an action at the end of a delivery that sends it again when it goes on. */
const LEFT: Outcome = { kind: "unknown", code: "stopped", message: "the import ended", mayBeSentAgain: true }

/** A record as every run of an import finds it. */
interface Planned {
  readonly recordNumber: number
  readonly outcomes: readonly Outcome[]
  /** The map function fails on it. */
  readonly isBad: boolean
}

/** What one run of an import did until it was cut off, and what is kept of it. */
interface Kept {
  readonly snapshot: LedgerSnapshot | undefined
  /** What had been written of the rejects at the moment of the snapshot, or, in the end, in all. */
  readonly failed: readonly FailedRecord[]
}

function plannedRecords(dice: Dice, count: number, first = 1): Planned[] {
  return Array.from({ length: count }, (_, index) => ({
    recordNumber: first + index,
    isBad: dice.chance(0.1),
    outcomes: Array.from({ length: dice.pick([0, 1, 1, 1, 2, 3, 5]) }, () =>
      dice.pick([ACCEPTED, ACCEPTED, ACCEPTED, refused("a"), refused("b"), UNKNOWN]),
    ),
  }))
}

/** Some records, read and mapped anew. */
function mappedAnew(planned: readonly Planned[], unsettled: Ledger["unsettled"]): MappedRecords {
  const all = planned.map((plan) => ({ plan, ...asked(plan.outcomes.length, plan.recordNumber, plan.isBad) }))
  const items = unsettled(all.map(({ item }) => item))
  const left = all.filter(({ item }) => items.includes(item))
  const actions = left.flatMap(({ item, plan }) =>
    plan.isBad
      ? []
      : plan.outcomes.map((_, actionIndex): MappedAction => ({
          item,
          actionIndex,
          actionCount: plan.outcomes.length,
          group: "all",
          ordinal: actionIndex,
          ...ofKind(actionOf(kindOf(plan.recordNumber, actionIndex), `u${actionIndex}`)),
        })),
  )
  return { ...mapped(left), actions }
}

const kindOf = (recordNumber: number, actionIndex: number): (typeof KINDS)[number] =>
  KINDS[(recordNumber + actionIndex) % KINDS.length] ?? "track-purchase"

/** It cannot be encoded, so that it has no digest, and only its place tells it from others. */
function actionOf(kind: (typeof KINDS)[number], userId: string): ImportAction {
  const dataFields = { score: Number.NaN }
  switch (kind) {
    case "update-user-profile":
      return new UpdateUserProfile({ userId, dataFields })
    case "track-custom-event":
      return new TrackCustomEvent({ userId, eventName: "e", dataFields })
    case "track-purchase":
      return new TrackPurchase({
        user: { userId },
        items: [{ id: "i", name: "I", price: 1, quantity: 1 }],
        total: 1,
        dataFields,
      })
  }
}

/** Reads on from where the snapshot allows, and settles what is on its way in any order; a run that is cut off leaves some. */
function runOnce(dice: Dice, planned: readonly Planned[], before: Kept, isCutOff: boolean): [Ledger, Kept] {
  const ledger = newLedger(before.snapshot)
  const failed = [...before.failed]
  let next = dice.between(0, ledger.lowWater)
  let kept: Kept = before
  const onTheirWay: MappedAction[] = []
  const steps = isCutOff ? dice.between(0, planned.length * 2) : Infinity
  const snapshotAt = dice.between(0, steps)
  for (let step = 0; step < steps && (next < planned.length || onTheirWay.length > 0); step += 1) {
    if (next < planned.length && (onTheirWay.length === 0 || dice.chance(0.4))) {
      const array = planned.slice(next, next + dice.between(1, 6))
      next += array.length
      const anew = mappedAnew(array, (items) => ledger.unsettled(items))
      failed.push(...ledger.take(anew))
      const { failed: failedNow, unsettled } = ledger.unsettledActions(anew.actions)
      failed.push(...failedNow)
      onTheirWay.push(...unsettled)
    } else {
      const settlements = Array.from({ length: dice.between(1, 4) }, () =>
        onTheirWay.splice(dice.between(0, onTheirWay.length - 1), 1),
      )
        .flat()
        .map((action): Settlement => {
          const plan = planned[action.item.position.recordNumber - 1]
          const outcome = plan?.outcomes[action.actionIndex] ?? ACCEPTED
          const isLeft = isCutOff && outcome.kind !== "rejected" && dice.chance(0.1)
          return { action, outcome: isLeft ? LEFT : outcome, wire: { action: action.actionIndex } }
        })
      failed.push(...ledger.settle(settlements))
    }
    if (step >= snapshotAt && kept === before) kept = { snapshot: ledger.snapshot(), failed: [...failed] }
  }
  failed.push(...ledger.settleLeft())
  const { pending, read, imported, rejected, skipped, unknown } = ledger.records
  expect(read).toBe(imported + rejected + skipped + unknown + pending)
  expect(failed).toHaveLength(rejected + unknown)
  // Which of several failures of a record is its reason depends on which came first.
  const reasons = failed.map(({ failures: [first] }) => `${first?.stage} ${first?.code}`)
  expect(
    ledger.rejectReasons.map(({ stage, code, count }) => `${stage} ${code} ${count}`).toSorted(),
  ).toEqual(
    [...new Set(reasons)]
      .map((reason) => `${reason} ${reasons.filter((own) => own === reason).length}`)
      .toSorted(),
  )
  for (const { count, examples } of ledger.rejectReasons) expect(examples).toHaveLength(Math.min(count, 3))
  if (!isCutOff) return [ledger, { snapshot: ledger.snapshot(), failed }]
  // It is written later than it was made, and says nothing of what happened in between.
  return [
    ledger,
    { ...kept, snapshot: kept.snapshot && (JSON.parse(JSON.stringify(kept.snapshot)) as LedgerSnapshot) },
  ]
}

/** All that a ledger says in the end but for the order in which it came to know. */
function account(ledger: Ledger, failed: readonly FailedRecord[]): unknown {
  return {
    records: ledger.records,
    actions: ledger.actions,
    settled: ledger.snapshot().settled,
    open: ledger.snapshot().counts.open,
    failed: failed
      .map(({ item, state, failures }) => ({
        number: item.position.recordNumber,
        state,
        failures: failures
          .map(({ code, message, action, wire }) =>
            JSON.stringify([
              code,
              message,
              action?.kind.name,
              action?.actionIndex,
              action?.actionCount,
              wire,
            ]),
          )
          .toSorted(),
      }))
      .toSorted((one, other) => one.number - other.number),
  }
}

const NOTHING_KEPT: Kept = { snapshot: undefined, failed: [] }

describe("Ledger that goes on where an earlier one was cut off", () => {
  it("comes to the account of an undisturbed run, wherever the runs before it ended", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 40 }), fc.nat({ max: 4 }), (seed, count, cuts) => {
        const dice = new Dice(seed)
        const records = plannedRecords(dice, count)
        const [undisturbed, { failed }] = runOnce(new Dice(seed), records, NOTHING_KEPT, false)
        let kept = NOTHING_KEPT
        for (let cut = 0; cut < cuts; cut += 1) [, kept] = runOnce(dice, records, kept, true)
        const [ledger, end] = runOnce(dice, records, kept, false)
        expect(account(ledger, end.failed)).toEqual(account(undisturbed, failed))
      }),
      { numRuns: 300 },
    )
  })

  it("keeps what was settled of a record that is mapped into another number of actions", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 30 }), (seed, count) => {
        const dice = new Dice(seed)
        const before = plannedRecords(dice, count)
        const [, kept] = runOnce(dice, before, NOTHING_KEPT, true)
        const after = plannedRecords(dice, count)
        const [ledger, end] = runOnce(dice, after, kept, false)
        const settledBefore = newLedger(kept.snapshot)
        const states = before.map((old, index) => {
          const isSettled = settledBefore.unsettled([asked(0, index + 1).item]).length === 0
          return stateOf(isSettled ? old : keeping(kept, index + 1, old, after[index] ?? old))
        })
        const countOf = (state: string): number => states.filter((own) => own === state).length
        expect(ledger.records).toEqual({
          read: count,
          imported: countOf("imported"),
          rejected: countOf("rejected"),
          skipped: countOf("skipped"),
          unknown: countOf("unknown"),
          pending: 0,
        })
        const failed = end.failed.map(({ item, state }) => [item.position.recordNumber, state] as const)
        expect(new Map(failed).size).toBe(failed.length)
        for (const [recordNumber, state] of failed) expect(states[recordNumber - 1]).toBe(state)
        expect(ledger.snapshot().counts.open).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it("does not take a source for worse than it is: what failed at once is settled long before what was sent", () => {
    const records = Array.from({ length: 5_000 }, (_, index) => asked(1, index + 1, index % 40 === 39))
    const before = newLedger()
    before.take(mapped(records))
    before.settle(
      records.slice(0, 1_000).flatMap((record) => (record.isBad ? [] : [settled(record, 0, ACCEPTED)])),
    )
    const share = before.rejectedShare
    expect(share).toBeCloseTo(0.025)
    const ledger = newLedger(JSON.parse(JSON.stringify(before.snapshot())) as LedgerSnapshot)
    expect(ledger.rejectedShare).toBeCloseTo(share)
    const anew = records.filter(({ item }) => ledger.unsettled([item]).length > 0)
    ledger.take(mapped(anew))
    expect(ledger.rejectedShare).toBeCloseTo(share)
  })

  it("sends again what the end of a delivery left, and says in the meantime that it is unknown", () => {
    const ledger = newLedger()
    const record = asked(2)
    ledger.take(mapped([record]))
    expect(ledger.settle([settled(record, 0, LEFT), settled(record, 1, ACCEPTED)])).toEqual([])
    const snapshot = JSON.parse(JSON.stringify(ledger.snapshot())) as LedgerSnapshot
    expect(snapshot.settled).toEqual({ lowWater: 0, ranges: [] })
    expect(ledger.settleLeft()).toMatchObject([{ state: "unknown", failures: [{ code: "stopped" }] }])
    expect(ledger.settleLeft()).toEqual([])
    expect(ledger.records).toMatchObject({ unknown: 1, pending: 0 })

    const again = newLedger(snapshot)
    expect(again.records).toMatchObject({ read: 0, unknown: 0, pending: 0 })
    const anew = mappedAnew([{ recordNumber: 1, isBad: false, outcomes: [ACCEPTED, ACCEPTED] }], (items) =>
      again.unsettled(items),
    )
    again.take(anew)
    const { unsettled: sentAgain } = again.unsettledActions(anew.actions)
    expect(sentAgain.map(({ actionIndex }) => actionIndex)).toEqual([0])
    again.settle(sentAgain.map((action) => ({ action, outcome: ACCEPTED })))
    expect(again.records).toMatchObject({ read: 1, imported: 1, unknown: 0, pending: 0 })
  })

  describe("of a record that another map function makes other actions of", () => {
    const item = asked(1).item
    const mappedAt = (group: string, actionIndex: number, actionCount: number): MappedAction => ({
      item,
      actionIndex,
      actionCount,
      group,
      ordinal: 0,
      ...ofKind(actionOf("track-custom-event", "u")),
    })
    /** A ledger after one of three actions was settled, in a run that was then killed. */
    const after = (outcome: Outcome): Ledger => {
      const before = newLedger()
      before.take({ items: [item], unmapped: [], skipped: [] })
      before.settle([{ action: mappedAt("b", 1, 3), outcome }])
      const ledger = newLedger(JSON.parse(JSON.stringify(before.snapshot())) as LedgerSnapshot)
      ledger.take({ items: [item], unmapped: [], skipped: [] })
      return ledger
    }

    it("takes what is settled by what it is, not by where it stands", () => {
      const ledger = after(ACCEPTED)
      const { unsettled } = ledger.unsettledActions([mappedAt("b", 0, 2), mappedAt("a", 1, 2)])
      expect(unsettled.map(({ group }) => group)).toEqual(["a"])
      ledger.settle(unsettled.map((action) => ({ action, outcome: ACCEPTED })))
      expect(ledger.records).toMatchObject({ read: 1, imported: 1, pending: 0 })
    })

    it("is done with it where nothing else is asked for any longer", () => {
      const accepted = after(ACCEPTED)
      expect(accepted.unsettledActions([mappedAt("b", 0, 1)])).toEqual({ unsettled: [], failed: [] })
      expect(accepted.records).toMatchObject({ imported: 1, pending: 0 })
      const rejected = after(refused("no"))
      const { failed, unsettled } = rejected.unsettledActions([mappedAt("b", 0, 1)])
      expect(unsettled).toEqual([])
      expect(failed).toMatchObject([{ state: "rejected", failures: [{ code: "no" }] }])
      expect(rejected.records).toMatchObject({ rejected: 1, pending: 0 })
    })

    it("keeps what failed, where one action alone is left", () => {
      const ledger = after(refused("no"))
      const { unsettled } = ledger.unsettledActions([mappedAt("b", 0, 2), mappedAt("a", 1, 2)])
      expect(ledger.settle(unsettled.map((action) => ({ action, outcome: ACCEPTED })))).toMatchObject([
        { state: "rejected", failures: [{ code: "no" }] },
      ])
      expect(ledger.records).toMatchObject({ rejected: 1, imported: 0, pending: 0 })
    })
  })
})

/** A record as another map function plans it, but for what was settled of its actions before. */
function keeping(kept: Kept, recordNumber: number, old: Planned, plan: Planned): Planned {
  const open = kept.snapshot?.counts.open.find((one) => one.recordNumber === recordNumber)
  const settledBefore = new SettledActions(open?.settled)
  return {
    ...plan,
    outcomes: plan.outcomes.map((outcome, index) =>
      settledBefore.has("all", index) ? (old.outcomes[index] ?? outcome) : outcome,
    ),
  }
}

function stateOf({ isBad, outcomes }: Pick<Planned, "isBad" | "outcomes">): string {
  const kinds = new Set(outcomes.map(({ kind }) => kind))
  if (isBad || kinds.has("rejected")) return "rejected"
  if (kinds.has("unknown")) return "unknown"
  return outcomes.length === 0 ? "skipped" : "imported"
}
