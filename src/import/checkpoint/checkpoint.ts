import { Ledger } from "../../accounting/ledger/ledger.ts"
import type { LedgerCounts } from "../../accounting/ledger/ledger-snapshot.ts"
import type { LedgerRules } from "../../accounting/ledger/ledger.ts"
import { LaterRecords } from "../../delivery/later-records.ts"
import type { LaterRecordsSnapshot } from "../../delivery/later-records.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { ResumePoints } from "../../journal/resume-points.ts"
import { UnderWay, underWayIn } from "../../journal/under-way.ts"
import type { ActionReference } from "../../mapping/mapped-records.ts"
import type { Position } from "../../sources/data-source.ts"

/** With what a run takes its records up. */
export interface CheckpointParts {
  /** The journal of the run with which this one goes on; undefined: it begins anew. */
  readonly before: JournalEntry | undefined
  readonly rules: LedgerRules
  /** For a beginning. @defaultValue nothing */
  readonly laterRecords?: LaterRecords | undefined
}

/** What a journal notes of the records of an import. */
export type CheckpointSnapshot = Pick<
  JournalEntry,
  | "settled"
  | "position"
  | "reached"
  | "underWay"
  | "mayHaveApplied"
  | "mayHaveMisread"
  | "counts"
  | "laterRecords"
>

/** How far a run has got with its records, and all that is to be known of them to go on from there. */
export class Checkpoint {
  readonly ledger: Ledger
  readonly laterRecords: LaterRecords
  /** Where reading begins; undefined: at the beginning. */
  readonly from: Position | undefined
  /** How many records earlier runs of the import settled. */
  readonly settledBefore: number
  /** How far into the source this run has read. */
  bytesRead: number | undefined
  /** Whether there was something to import. */
  hasBegun = false
  /** Whether records may have been read wrongly, in any run. */
  mayHaveMisread: boolean
  readonly #isResumed: boolean
  readonly #points: ResumePoints
  /** The last record that was read, in any run. */
  #reached: Position | undefined
  /** What may have been sent, and must not be sent twice. */
  readonly #underWay: UnderWay
  /** Whether an earlier run may have applied more than it counted. */
  readonly #mayHaveApplied: boolean

  constructor({ before, rules, laterRecords }: CheckpointParts) {
    this.ledger = new Ledger(
      before && { settled: before.settled, counts: before.counts as LedgerCounts },
      rules,
    )
    this.laterRecords =
      before === undefined
        ? (laterRecords ?? new LaterRecords())
        : new LaterRecords(before.laterRecords as LaterRecordsSnapshot | undefined)
    this.from = before?.position
    this.settledBefore = this.ledger.records.read
    this.mayHaveMisread = before?.mayHaveMisread ?? false
    this.#isResumed = before !== undefined
    this.#points = new ResumePoints(before?.position)
    this.#reached = before?.reached
    this.#underWay = new UnderWay(before && underWayIn(before))
    this.#mayHaveApplied =
      before !== undefined && (before.state === "running" || before.mayHaveApplied !== false)
  }

  /** Whether there is anything to be remembered. */
  get isWorthSaving(): boolean {
    return this.hasBegun || this.#isResumed
  }

  /** The last record that was read, in any run. */
  get reached(): Position | undefined {
    return this.#reached
  }

  /** Notes the first and the last of the records that were just read. */
  noteRead(first: Position, last: Position): void {
    this.#points.note(first)
    this.bytesRead = last.byteOffset
    this.#reached = last
  }

  /** Notes actions that are about to be sent, and must not be sent twice. */
  noteUnderWay(places: readonly ActionReference[]): void {
    this.#underWay.note(places.map(({ item }) => item.position.recordNumber))
  }

  /** How far the import has got as of this instant. */
  snapshot(state: JournalEntry["state"]): CheckpointSnapshot {
    const { settled, counts } = this.ledger.snapshot()
    const laterRecords = this.laterRecords.snapshot()
    const position = this.#points.at(settled.lowWater)
    // A run that ends by itself knows what it sent; what one before it may have sent stays in doubt until it is read.
    const isSettled = (recordNumber: number): boolean => this.ledger.hasSettled(recordNumber)
    const underWay =
      state === "running" ? this.#underWay.ranges(isSettled) : this.#underWay.rangesBefore(isSettled)
    return {
      settled,
      ...(position === undefined ? {} : { position }),
      ...(this.#reached === undefined ? {} : { reached: this.#reached }),
      ...(underWay.length === 0 ? {} : { underWay }),
      mayHaveApplied: this.#mayHaveApplied || this.ledger.hasLeft,
      ...(this.mayHaveMisread ? { mayHaveMisread: true } : {}),
      counts,
      ...(laterRecords === undefined ? {} : { laterRecords }),
    }
  }
}
