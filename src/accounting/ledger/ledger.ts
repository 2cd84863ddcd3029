import type { Importer, Settlement } from "../../delivery/importer.ts"
import { SettledRecords } from "../../journal/settled-records.ts"
import type { Kinds } from "../../kinds/kinds.ts"
import type { PerEndpoint } from "../../kinds/per-endpoint.ts"
import { actionsByRecord } from "../../mapping/actions-by-record.ts"
import type { ActionsOfRecord } from "../../mapping/actions-by-record.ts"
import type { AcceptedBefore, MappedRecords, MappedAction } from "../../mapping/mapped-records.ts"
import { originOf } from "../../sources/data-source.ts"
import type { SourceItem } from "../../sources/data-source.ts"
import { acceptedPerEndpoint } from "./accepted-per-endpoint.ts"
import { ActionTally } from "./action-tally.ts"
import type { FailedRecord } from "./failed-record.ts"
import type { LedgerSnapshot } from "./ledger-snapshot.ts"
import { madeFrom } from "./made-from.ts"
import { OpenBefore } from "./open-before.ts"
import type { Failure, OpenRecord } from "./open-record.ts"
import { OpenRecords } from "./open-records.ts"
import { overtakenOutcome } from "./overtaken.ts"
import { ReasonTally } from "./reason-tally.ts"
import { RecordTally } from "./record-tally.ts"
import { SettledActions } from "./settled-actions.ts"
import type { ActionCounts, RecordCounts, RejectReason } from "../summary.ts"

/** What a ledger goes by when it tells actions from those that an earlier run settled. */
export interface LedgerRules {
  /** The kinds of actions that there are. */
  readonly kinds: Kinds
  /** Changes with the map function; undefined: not known. */
  readonly mapFingerprint?: string | undefined
  /** The earlier run had the same source and the same map function. @defaultValue not known */
  readonly isUnchanged?: boolean | undefined
  /** Whether an action may be delivered twice. @defaultValue any may be */
  readonly repeats?: Importer["repeats"]
}

/** Keeps account of each record from when it is read until its one final state, over all runs of an import. */
export class Ledger {
  readonly #records: RecordTally
  readonly #actions: ActionTally
  readonly #open = new OpenRecords()
  readonly #reasons: ReasonTally
  readonly #settled: SettledRecords
  /** The highest record that an earlier run settled. */
  readonly #highestBefore: number
  /** Records that an earlier run left open; taken out as they are read again. */
  readonly #openBefore = new Map<number, OpenBefore>()
  /** What the end of the delivery left: it may be applied, and a later run sends it again. */
  #left: Settlement[] = []
  readonly #rules: LedgerRules

  /** A new ledger, or one that goes on where an earlier run's ended. */
  constructor(before: LedgerSnapshot | undefined, rules: LedgerRules) {
    this.#rules = rules
    const counts = before?.counts
    this.#settled = new SettledRecords(before?.settled)
    this.#highestBefore = this.#settled.highest
    this.#records = new RecordTally(counts)
    this.#actions = new ActionTally(rules.kinds, counts)
    this.#reasons = new ReasonTally(counts?.reasons)
    for (const open of counts?.open ?? []) this.#openBefore.set(open.recordNumber, new OpenBefore(open))
  }

  /** The items that no earlier run has settled. */
  unsettled<Data>(items: readonly SourceItem<Data>[]): readonly SourceItem<Data>[] {
    const first = items[0]?.position.recordNumber ?? Infinity
    if (first > this.#highestBefore) return items
    return items.filter(({ position }) => !this.#settled.has(position.recordNumber))
  }

  /** Takes records in; gives those that failed before anything of them could be sent. */
  take({ items, unmapped, skipped }: Omit<MappedRecords, "actions">): FailedRecord[] {
    this.#records.read += items.length
    this.#records.skipped += skipped.length
    this.#records.rejectedUnsent += unmapped.length
    for (const { position } of skipped) {
      this.#settled.add(position.recordNumber)
      this.#openBefore.delete(position.recordNumber)
    }
    return unmapped.map(({ item, rejection }) => {
      const { recordNumber } = item.position
      const { accepted, digests, places } = this.#openBefore.get(recordNumber)?.snapshot ?? {}
      this.#openBefore.delete(recordNumber)
      const failed = this.#fail(item, "rejected", [rejection])
      if (accepted !== undefined) return withAccepted(failed, new SettledActions(accepted, digests, places))
      // What is known of it stays as it is.
      const { acceptedAs } = item
      const known = new SettledActions(item.accepted, acceptedAs?.digests, acceptedAs?.places)
      return withAccepted(failed, known, acceptedAs?.madeFrom)
    })
  }

  /** Those of the taken records' actions that no earlier run has settled, and the records that have failed with that. */
  unsettledActions(actions: readonly MappedAction[]): {
    readonly unsettled: readonly MappedAction[]
    readonly failed: readonly FailedRecord[]
  } {
    if (this.#openBefore.size === 0) return { unsettled: actions, failed: [] }
    const failed: FailedRecord[] = []
    const unsettled: MappedAction[] = []
    for (const ofRecord of actionsByRecord(actions)) {
      const [{ item }] = ofRecord
      const before = this.#openBefore.get(item.position.recordNumber)
      if (before === undefined) {
        for (const action of ofRecord) unsettled.push(action)
        continue
      }
      this.#openBefore.delete(item.position.recordNumber)
      const open = this.#openAgain(ofRecord, before, unsettled)
      // Nothing may be left of it, where another map function asks for less.
      if (open.left === 0) failed.push(...this.#end(item, open))
    }
    return { unsettled, failed }
  }

  /** Opens a record that an earlier run left open; adds what is to be run of it to `unsettled`. */
  #openAgain(ofRecord: ActionsOfRecord, before: OpenBefore, unsettled: MappedAction[]): OpenRecord {
    const [{ actionCount, item }] = ofRecord
    const { isUnchanged = false, kinds, repeats } = this.#rules
    const { accepted, failed } = before.now(ofRecord, { isUnchanged, keepsAccepted: true, kinds, repeats })
    const open = this.#open.begin(item, actionCount, accepted.accepted)
    for (const action of accepted.actions) {
      const by = failed.has(action) ? undefined : accepted.overtaken.get(action)
      if (by === undefined && !accepted.done.has(action) && !failed.has(action)) {
        unsettled.push(action)
        continue
      }
      if (by !== undefined) {
        this.#actions.note(action.kind, "rejected")
        open.rejected.push({ ...overtakenOutcome(by).rejection, action })
      }
      open.left -= 1
      open.settled.add(action.group, action.ordinal)
      before.noteFailure(open, action, failed.get(action))
    }
    return open
  }

  /** Notes what was accepted of a record by an import before, of which this one runs what failed: it is not counted again. */
  noteAcceptedBefore(before: AcceptedBefore): FailedRecord[] {
    const { accepted, actionCount, digests, done, item, overtaken, places, standings } = before
    const { kinds } = this.#rules
    this.#actions.noteTakenBack(
      acceptedPerEndpoint(item.accepted, kinds),
      acceptedPerEndpoint(accepted, kinds),
    )
    const open = this.#open.begin(item, actionCount, new SettledActions(accepted, digests, places))
    open.accepted.standAllAt(standings)
    open.left -= done.length
    for (const { group, ordinal } of done) open.settled.add(group, ordinal)
    if (open.left === 0) return this.#end(item, open)
    return this.settle(Array.from(overtaken, ([action, by]) => ({ action, outcome: overtakenOutcome(by) })))
  }

  /** Notes what became of actions; gives the records that thereby failed. */
  settle(settlements: readonly Settlement[]): FailedRecord[] {
    const failed: FailedRecord[] = []
    for (const settlement of settlements) {
      const { outcome, action } = settlement
      if (outcome.kind === "unknown" && outcome.mayBeSentAgain === true) this.#left.push(settlement)
      else if (outcome.kind === "accepted" && action.actionCount === 1 && !this.#open.has(action.item)) {
        this.#actions.note(action.kind, "accepted")
        this.#records.imported += 1
        this.#settled.add(action.item.position.recordNumber)
      } else {
        const record = this.#settleAction(settlement)
        if (record !== undefined) failed.push(record)
      }
    }
    return failed
  }

  /** Settles, for this run, what the end of the delivery left: as unknown. A snapshot from before sends it again. */
  settleLeft(): FailedRecord[] {
    const left = this.#left
    this.#left = []
    return left.flatMap((settlement) => this.#settleAction(settlement) ?? [])
  }

  /** Whether the end of the delivery left anything that may be applied. */
  get hasLeft(): boolean {
    return this.#left.length > 0
  }

  /** What is settled now. */
  snapshot(): LedgerSnapshot {
    const { takenBack } = this.#actions
    return {
      settled: this.#settled.snapshot(),
      counts: {
        ...this.#records.snapshot,
        actions: this.actions,
        reasons: this.rejectReasons,
        ...(takenBack === undefined ? {} : { takenBack }),
        open: [...[...this.#openBefore.values()].map(({ snapshot }) => snapshot), ...this.#open.snapshots()],
      },
    }
  }

  /** Whether a record is settled, in this run or an earlier one. */
  hasSettled(recordNumber: number): boolean {
    return this.#settled.has(recordNumber)
  }

  /** All records up to this one are settled. */
  get lowWater(): number {
    return this.#settled.lowWater
  }

  /** The highest record that is settled; 0 if there is none. */
  get highestSettled(): number {
    return this.#settled.highest
  }

  get records(): RecordCounts {
    return this.#records.counts
  }

  /** The share of the records that will have been rejected if it goes on like this, from 0 to 1. */
  get rejectedShare(): number {
    return this.#records.rejectedShare(this.#settled.highest)
  }

  get actions(): PerEndpoint<ActionCounts> {
    return this.#actions.counts
  }

  /** The reasons of all that failed, the most frequent first. */
  get rejectReasons(): readonly RejectReason[] {
    return this.#reasons.reasons
  }

  /** Gives the record if that was its last action, and one of them failed. */
  #settleAction(settlement: Settlement): FailedRecord | undefined {
    const { outcome, action } = settlement
    this.#actions.note(action.kind, outcome.kind)
    if (outcome.kind === "accepted" && this.#open.replaces(action)) this.#actions.noteReplaced(action.kind)
    const open = this.#open.note(settlement)
    return open.left === 0 ? this.#end(action.item, open)[0] : undefined
  }

  /** Ends a record of which nothing is left; gives it if it failed. */
  #end(item: SourceItem<unknown>, { accepted, rejected, unknown }: OpenRecord): FailedRecord[] {
    this.#open.end(item)
    if (rejected.length + unknown.length > 0) {
      const state = rejected.length > 0 ? "rejected" : "unknown"
      // The last rejection says most of why the record failed.
      const failed = this.#fail(item, state, [...rejected.toReversed(), ...unknown])
      const { mapFingerprint } = this.#rules
      return [withAccepted(failed, accepted, accepted.isEmpty ? undefined : madeFrom(item, mapFingerprint))]
    }
    this.#records.imported += 1
    this.#settled.add(item.position.recordNumber)
    return []
  }

  #fail(
    item: SourceItem<unknown>,
    state: "rejected" | "unknown",
    failures: readonly Failure[],
  ): FailedRecord {
    this.#records[state] += 1
    this.#settled.add(item.position.recordNumber)
    const [first] = failures
    if (first !== undefined) this.#reasons.note(first, originOf(item))
    return { item, state, failures }
  }
}

function withAccepted(failed: FailedRecord, accepted: SettledActions, from?: string): FailedRecord {
  return accepted.isEmpty ? failed : { ...failed, accepted, madeFrom: from }
}
