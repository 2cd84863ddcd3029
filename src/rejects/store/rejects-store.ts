import type { FailedRecord } from "../../accounting/ledger/failed-record.ts"
import type { Summary } from "../../accounting/summary.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import type { DataSource } from "../../sources/data-source.ts"
import type { RejectsBefore } from "./rejects-before.ts"

/** How much of the lists of rejects counts, and what it says, as a journal notes it. */
export type RejectsExtent = Required<Pick<JournalEntry, "rejectsBytes" | "rejectsDigests">>

/** The lists of a source. */
export type ListedSource = Pick<DataSource, "csv" | "name">

/**
 * Keeps the records of one import that failed, for a person to correct.
 *
 * Contract: what `write` was given before `extent` was read is on disk once `sync` has resolved, so that a journal which notes that extent
 * can count on it. What was written later than the journal is cut off when an import goes on.
 */
export interface RejectsStore {
  /** Says that an earlier run has begun the lists, and how much of each counts: what stands behind it is cut off when they are opened. */
  resume(before: RejectsBefore): void
  /**
   * Begins the lists, or goes on with those of an earlier run. What cannot be written is to be known before anything is sent.
   *
   * @throws {@link UsageError} if one cannot be written.
   */
  open(source: ListedSource): Promise<void>
  /** Writes records that failed. */
  write(failed: readonly FailedRecord[]): Promise<void>
  /** Resolves when all that was given is on disk. */
  sync(): Promise<void>
  /** The same, and ends the writing; lists without any rejects are removed. Their extent is still known. */
  close(): Promise<void>
  /** Of all that was given, written or not. */
  readonly extent: RejectsExtent
  /** How long each list that is open will be once all is written, by its name: behind that, nothing is ours. Undefined: not all can be written. */
  readonly ends: Readonly<Record<string, number>> | undefined
  /** The paths under which lists of an earlier import were kept when these were begun, by this run or one before it. */
  readonly keptPaths: readonly string[]
  /**
   * To be called once these paths are named elsewhere. Until then, if the run is killed, the next one names them.
   */
  forgetNote(): Promise<void>
  /** Where the lists of a source are written, whether there are any or not. */
  listPaths(source: Pick<DataSource, "csv">): readonly string[]
  /** The paths of lists with rejects. */
  readonly paths: Pick<Summary["paths"], "rejects" | "rejectsCsv">
  /** Looks whether all that was written into the lists is there still, and whatever is kept: they may be removed, or saved by somebody else, meanwhile. */
  lookForLost(): Promise<void>
  /** The paths of lists that were found to lack what was written into them. */
  readonly lostPaths: readonly string[]
  /** How many of so many records that failed are on no list, which was lost now or in an earlier run. */
  unlistedOf(failed: number): number
  /** Forgets the lists that are lost, so that a later run begins them anew. To be called once all are closed. */
  forgetLost(): void
}
