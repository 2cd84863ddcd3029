import { CHANNEL_OF } from "../api/channel.ts"
import type { ChannelName } from "../api/channel.ts"
import type { Outcome } from "../actions/outcome.ts"
import type { Importer, Settlement } from "../delivery/importer.ts"
import { SettledRecords } from "../journal/settled-records.ts"
import type { SettledSnapshot } from "../journal/settled-records.ts"
import { actionsByRecord } from "../mapping/actions-by-record.ts"
import type { ActionsOfRecord } from "../mapping/actions-by-record.ts"
import type { AcceptedBefore, ActionPlace, MappedRecords, PlacedAction } from "../mapping/mapped-records.ts"
import { originOf } from "../sources/data-source.ts"
import type { SourceItem } from "../sources/data-source.ts"
import { acceptedPerChannel } from "./accepted-per-channel.ts"
import { madeFrom } from "./made-from.ts"
import { OpenBefore } from "./open-before.ts"
import { digestOf, newOpenRecord, openSnapshot } from "./open-record.ts"
import type { Failure, OpenRecord, OpenRecordSnapshot } from "./open-record.ts"
import { overtakenOutcome } from "./overtaken.ts"
import { SettledActions } from "./settled-actions.ts"
import { ReasonTally } from "./reason-tally.ts"
import type { ActionCounts, RecordCounts, RejectReason } from "./summary.ts"

/** A record that was not imported, or of which that is not known, with each reason. */
export interface FailedRecord {
  readonly item: SourceItem<unknown>
  readonly state: "rejected" | "unknown"
  /** At least one. */
  readonly failures: readonly Failure[]
  /** Those of its actions that Iterable took all the same; undefined: none. */
  readonly accepted?: SettledActions | undefined
  /** Says of what record, and by which map function, these were made; see {@link madeFrom}. */
  readonly madeFrom?: string | undefined
}

/** What a ledger goes by when it tells actions from those that an earlier run settled. */
export interface LedgerRules {
  /** Changes with the map function; undefined: nobody knows. */
  readonly mapFingerprint?: string | undefined
  /** The earlier run had the same source and the same map function. @defaultValue nobody knows */
  readonly isUnchanged?: boolean | undefined
  /** Whether an action may be delivered twice. @defaultValue any may be */
  readonly repeats?: Importer["repeats"]
}

/** What a ledger holds at one moment, as plain JSON: of each record that is settled the outcome, of all others nothing. */
export interface LedgerSnapshot {
  readonly settled: SettledSnapshot
  readonly counts: LedgerCounts
}

/** The part of a {@link LedgerSnapshot} that only a ledger understands. */
export interface LedgerCounts {
  readonly imported: number
  readonly rejected: number
  readonly rejectedUnsent: number
  readonly skipped: number
  readonly unknown: number
  readonly actions: Readonly<Record<ChannelName, ActionCounts>>
  readonly reasons: readonly RejectReason[]
  /** How many actions that were accepted before were taken back, to be run again; missing: none. */
  readonly takenBack?: Readonly<Record<ChannelName, number>>
  /** Records of which some actions are settled. */
  readonly open: readonly OpenRecordSnapshot[]
}

const CHANNELS = ["users", "events", "purchases"] as const
/** A share of fewer records says nothing. */
const RECORDS_FOR_A_SHARE = 1_000

/** Keeps account of each record from when it is read until its one final state, over all runs of an import. */
export class Ledger {
  #read: number
  #imported: number
  #rejected: number
  /** Those of the rejected that held no record, or that the map function failed on. */
  #rejectedUnsent: number
  #skipped: number
  #unknown: number
  readonly #actions: Record<ChannelName, { -readonly [K in keyof ActionCounts]: ActionCounts[K] }>
  readonly #open = new Map<SourceItem<unknown>, OpenRecord>()
  readonly #reasons: ReasonTally
  readonly #settled: SettledRecords
  /** The highest record that an earlier run settled. */
  readonly #highestBefore: number
  /** Records that an earlier run left open; taken out as they are read again. */
  readonly #openBefore = new Map<number, OpenBefore>()
  #takenBack: Record<ChannelName, number> | undefined
  /** What the end of the delivery left: it may be applied, and a later run sends it again. */
  #left: Settlement[] = []
  readonly #rules: LedgerRules

  /** A new ledger, or one that goes on where an earlier run's ended. */
  constructor(before?: LedgerSnapshot, rules: LedgerRules = {}) {
    this.#rules = rules
    const counts = before?.counts
    this.#settled = new SettledRecords(before?.settled)
    this.#highestBefore = this.#settled.highest
    this.#imported = counts?.imported ?? 0
    this.#rejected = counts?.rejected ?? 0
    this.#rejectedUnsent = counts?.rejectedUnsent ?? 0
    this.#skipped = counts?.skipped ?? 0
    this.#unknown = counts?.unknown ?? 0
    this.#read = this.#ended
    const none = { accepted: 0, rejected: 0, unknown: 0 }
    const { users = none, events = none, purchases = none } = counts?.actions ?? {}
    this.#actions = { users: { ...users }, events: { ...events }, purchases: { ...purchases } }
    this.#takenBack = counts?.takenBack && { ...counts.takenBack }
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
    this.#read += items.length
    this.#skipped += skipped.length
    this.#rejectedUnsent += unmapped.length
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
  unsettledActions(actions: readonly PlacedAction[]): {
    readonly unsettled: readonly PlacedAction[]
    readonly failed: readonly FailedRecord[]
  } {
    if (this.#openBefore.size === 0) return { unsettled: actions, failed: [] }
    const failed: FailedRecord[] = []
    const unsettled: PlacedAction[] = []
    for (const ofRecord of actionsByRecord(actions)) {
      const [{ item }] = ofRecord
      const before = this.#openBefore.get(item.position.recordNumber)
      if (before === undefined) {
        for (const place of ofRecord) unsettled.push(place)
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
  #openAgain(ofRecord: ActionsOfRecord, before: OpenBefore, unsettled: PlacedAction[]): OpenRecord {
    const [{ actionCount, item }] = ofRecord
    const { isUnchanged = false, repeats } = this.#rules
    const { accepted, failed } = before.now(ofRecord, { isUnchanged, keepsAccepted: true, repeats })
    const open = { ...newOpenRecord(actionCount), accepted: accepted.accepted }
    this.#open.set(item, open)
    for (const place of accepted.actions) {
      const by = failed.has(place) ? undefined : accepted.overtaken.get(place)
      if (by === undefined && !accepted.done.has(place) && !failed.has(place)) {
        unsettled.push(place)
        continue
      }
      if (by !== undefined) {
        this.#actions[CHANNEL_OF[place.kind]].rejected += 1
        open.rejected.push({ ...overtakenOutcome(by).rejection, place })
      }
      open.left -= 1
      open.settled.add(place.group, place.ordinal)
      before.noteFailure(open, place, failed.get(place))
    }
    return open
  }

  /** Notes what was accepted of a record by an import before, of which this one runs what failed: it is not counted again. */
  settleBefore(before: AcceptedBefore): FailedRecord[] {
    const { accepted, actionCount, digests, done, item, overtaken, places, standings } = before
    this.#noteTakenBack(acceptedPerChannel(item.accepted), acceptedPerChannel(accepted))
    const open = { ...newOpenRecord(actionCount), accepted: new SettledActions(accepted, digests, places) }
    open.accepted.standAllAt(standings)
    this.#open.set(item, open)
    open.left -= done.length
    for (const { group, ordinal } of done) open.settled.add(group, ordinal)
    if (open.left === 0) return this.#end(item, open)
    return this.settle(Array.from(overtaken, ([place, by]) => ({ place, outcome: overtakenOutcome(by) })))
  }

  /** Of what was accepted before, what is not accepted now is run again, or gives its place to another action. */
  #noteTakenBack(before: Record<ChannelName, number>, now: Record<ChannelName, number>): void {
    for (const channel of CHANNELS) {
      const count = before[channel] - now[channel]
      if (count === 0) continue
      this.#takenBack ??= { users: 0, events: 0, purchases: 0 }
      this.#takenBack[channel] += count
    }
  }

  /** What was accepted under the same id is no longer there, and so counts no longer. */
  #noteReplaced({ kind }: ActionPlace): void {
    const one = { users: 0, events: 0, purchases: 0, [CHANNEL_OF[kind]]: 1 }
    this.#noteTakenBack(one, { users: 0, events: 0, purchases: 0 })
  }

  /** Notes what became of actions; gives the records that thereby failed. */
  settle(settlements: readonly Settlement[]): FailedRecord[] {
    const failed: FailedRecord[] = []
    for (const settlement of settlements) {
      const { outcome, place } = settlement
      if (outcome.kind === "unknown" && outcome.mayBeSentAgain === true) this.#left.push(settlement)
      else if (outcome.kind === "accepted" && place.actionCount === 1 && !this.#open.has(place.item)) {
        this.#actions[CHANNEL_OF[place.kind]].accepted += 1
        this.#imported += 1
        this.#settled.add(place.item.position.recordNumber)
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
    const open = [...this.#open].map(([item, record]) => openSnapshot(item.position.recordNumber, record))
    return {
      settled: this.#settled.snapshot(),
      counts: {
        imported: this.#imported,
        rejected: this.#rejected,
        rejectedUnsent: this.#rejectedUnsent,
        skipped: this.#skipped,
        unknown: this.#unknown,
        actions: this.actions,
        reasons: this.rejectReasons,
        ...(this.#takenBack === undefined ? {} : { takenBack: { ...this.#takenBack } }),
        open: [...[...this.#openBefore.values()].map(({ snapshot }) => snapshot), ...open],
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
    return {
      read: this.#read,
      imported: this.#imported,
      rejected: this.#rejected,
      skipped: this.#skipped,
      unknown: this.#unknown,
      pending: this.#read - this.#ended,
    }
  }

  get #ended(): number {
    return this.#imported + this.#rejected + this.#skipped + this.#unknown
  }

  /**
   * The share of the records that will have been rejected if it goes on like this, from 0 to 1. What fails before it is sent is
   * known long before what is sent is settled, so that each is held against its own kind.
   */
  get rejectedShare(): number {
    // What an earlier run had read and not settled counts as well: of that, only what failed at once is known.
    const read = Math.max(this.#read, this.#settled.highest)
    if (read === 0) return 0
    const refused = this.#rejected - this.#rejectedUnsent
    const delivered = Math.max(refused + this.#imported + this.#unknown, RECORDS_FOR_A_SHARE)
    const sent = read - this.#rejectedUnsent - this.#skipped
    return (this.#rejectedUnsent + sent * (refused / delivered)) / read
  }

  get actions(): Readonly<Record<ChannelName, ActionCounts>> {
    const { users, events, purchases } = this.#actions
    return { users: { ...users }, events: { ...events }, purchases: { ...purchases } }
  }

  /** The reasons of all that failed, the most frequent first. */
  get rejectReasons(): readonly RejectReason[] {
    return this.#reasons.reasons
  }

  /** Gives the record if that was its last action, and one of them failed. */
  #settleAction({ outcome, place, wire }: Settlement): FailedRecord | undefined {
    this.#actions[CHANNEL_OF[place.kind]][outcome.kind] += 1
    return this.#settlePart(place, outcome, wire)
  }

  #settlePart(place: ActionPlace, outcome: Outcome, wire?: Failure["wire"]): FailedRecord | undefined {
    const { actionCount, group, item, ordinal } = place
    let open = this.#open.get(item)
    if (open === undefined) {
      open = newOpenRecord(actionCount)
      this.#open.set(item, open)
    }
    open.left -= 1
    open.settled.add(group, ordinal)
    if (outcome.kind === "accepted") {
      if (item.accepted !== undefined && open.accepted.has(group, ordinal)) this.#noteReplaced(place)
      open.accepted.add(group, ordinal, digestOf(place))
    } else if (outcome.kind === "rejected") {
      open.rejected.push({ ...outcome.rejection, place, wire })
    } else {
      const { code, message } = outcome
      open.unknown.push({ stage: "api", code, message, place, wire, state: "unknown" })
    }
    return open.left === 0 ? this.#end(item, open)[0] : undefined
  }

  /** Ends a record of which nothing is left; gives it if it failed. */
  #end(item: SourceItem<unknown>, { accepted, rejected, unknown }: OpenRecord): FailedRecord[] {
    this.#open.delete(item)
    if (rejected.length + unknown.length > 0) {
      const state = rejected.length > 0 ? "rejected" : "unknown"
      // The last rejection says most of why the record failed.
      const failed = this.#fail(item, state, [...rejected.toReversed(), ...unknown])
      const { mapFingerprint } = this.#rules
      return [withAccepted(failed, accepted, accepted.isEmpty ? undefined : madeFrom(item, mapFingerprint))]
    }
    this.#imported += 1
    this.#settled.add(item.position.recordNumber)
    return []
  }

  #fail(
    item: SourceItem<unknown>,
    state: "rejected" | "unknown",
    failures: readonly Failure[],
  ): FailedRecord {
    if (state === "rejected") this.#rejected += 1
    else this.#unknown += 1
    this.#settled.add(item.position.recordNumber)
    const [first] = failures
    if (first !== undefined) this.#reasons.note(first, originOf(item))
    return { item, state, failures }
  }
}

function withAccepted(failed: FailedRecord, accepted: SettledActions, from?: string): FailedRecord {
  return accepted.isEmpty ? failed : { ...failed, accepted, madeFrom: from }
}
