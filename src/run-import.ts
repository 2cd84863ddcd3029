import type { DeliveryStop } from "./delivery/delivery-stop.ts"
import type { DeliverOptions, Importer, Settlement } from "./delivery/importer.ts"
import type { ImportAction } from "./actions/import-action.ts"
import { needsId } from "./batches/encode-placed.ts"
import type { IdScheme } from "./batches/id-scheme.ts"
import type { LaterRecords } from "./delivery/later-records.ts"
import type { Outcome } from "./actions/outcome.ts"
import { SourceError, UsageError } from "./errors.ts"
import type { StopCode } from "./errors.ts"
import { actionsByRecord } from "./mapping/actions-by-record.ts"
import type { AcceptedBefore, MappedRecords, PlacedAction } from "./mapping/mapped-records.ts"
import type { MapFunction } from "./mapping/map-function.ts"
import { mapRecords } from "./mapping/map-records.ts"
import { acceptedBefore } from "./report/accepted-before.ts"
import type { FailedRecord, Ledger } from "./report/ledger.ts"
import { madeFrom } from "./report/made-from.ts"
import { SettledActions } from "./report/settled-actions.ts"
import { tooManyRejects } from "./report/too-many-rejects.ts"
import type { Logger } from "./platform/logger.ts"
import type { AcceptedAs, DataSource, Position, SourceItem } from "./sources/data-source.ts"
import { identifiedItems } from "./sources/identified-items.ts"
import { endsBefore } from "./sources/read-items.ts"

/** The parts of an import. */
export interface ImportParts<Data> {
  readonly source: DataSource<Data>
  /** Where reading begins; undefined: at the beginning. */
  readonly from?: Position | undefined
  readonly mapFunction: MapFunction<Data>
  readonly importer: Importer
  readonly ledger: Ledger
  /** What the importer learned in an earlier run. */
  readonly learned?: unknown
  /** Whether an earlier run was killed a moment ago. */
  readonly afterKill?: boolean | undefined
  /** How ids are derived, and from which columns, where that is wanted. */
  readonly ids?: (IdScheme & { readonly idsFrom?: readonly string[] | undefined }) | undefined
  /** Takes the lines of the delivery. */
  readonly logger?: Logger | undefined
  /** Writes down records that failed. */
  readonly reject: (failed: readonly FailedRecord[]) => Promise<void>
  /** Says whether so many rejects mean that the import must stop. */
  readonly isOverBudget: (ledger: Ledger) => boolean
  /** Called once there is something to import, before any of it is sent. */
  readonly begin: () => Promise<void>
  /** Called before actions are handed to the importer, if it does not say what it sends. */
  readonly beforeHandingOut?: ((actions: readonly PlacedAction[]) => Promise<void>) | undefined
  /** Called before actions are sent that must not be sent twice, if the importer says so. */
  readonly beforeSending?: DeliverOptions["beforeSending"]
  /** Changes with the map function; undefined: nobody knows. */
  readonly mapFingerprint?: string | undefined
  /** Says which actions must not be sent; undefined: all may be. */
  readonly leaveOut?: LeaveOut | undefined
  /** Remembers of whom records failed, and what was imported about them later. */
  readonly laterRecords?: LaterRecords | undefined
  /** Told of the first and the last of the records that were just taken. */
  readonly onRead: (first: Position, last: Position) => void
  /** When it aborts: take no more records, finish what is in flight, end. */
  readonly signal: AbortSignal
}

/** Decides which actions are left out. */
export interface LeaveOut {
  /** What is to be said of an action that must not be sent; undefined: it may be. */
  verdictOn(place: PlacedAction): Outcome | undefined
  /** What is older than what was accepted of its record is run all the same. */
  readonly runsOlder?: boolean
  /** Lets mapped records pass, in order; holds them back while it finds out what to say of them. */
  holdBack?(arrays: AsyncIterable<MappedRecords>, signal: AbortSignal): AsyncIterable<MappedRecords>
}

/** Why an import ended before its source did. */
export interface Stop {
  readonly code: StopCode
  readonly message: string
  readonly cause?: unknown
}

/**
 * The whole import: records are read, mapped and delivered, and each ends in the ledger; who failed is written down.
 *
 * Resolves when nothing is in flight and every reject is written; to why it stopped early, if it did.
 *
 * @throws {@link SourceError} if the source could not be read at all.
 */
export async function runImport<Data>(parts: ImportParts<Data>): Promise<Stop | undefined> {
  const { source, mapFunction, importer, ledger, reject, isOverBudget } = parts
  const halt = new AbortController()
  const signal = AbortSignal.any([parts.signal, halt.signal])
  const reading: Reading = { hasBegun: false, isAtEnd: false, isOver: false, beginning: undefined }

  const read = source.read({ signal, from: parts.from })
  const items = unsettled(
    identifiedItems(read, importer.makesIds === true ? parts.ids?.idsFrom : undefined, source),
    parts,
    signal,
  )
  const mapped = withoutAccepted(mapRecords(items, mapFunction), parts)
  const records = parts.leaveOut?.holdBack?.(mapped, signal) ?? mapped
  const actions = takeIn(records, parts, halt, reading)
  try {
    for await (const settlements of importer.deliver(actions, {
      signal,
      learned: parts.learned,
      afterKill: parts.afterKill,
      logger: parts.logger,
      beforeSending: parts.beforeSending,
      ids: parts.ids,
      laterRecords: parts.laterRecords,
    })) {
      await reject(ledger.settle(settlements))
      if (isOverBudget(ledger)) halt.abort()
    }
  } catch (error) {
    if (!reading.hasBegun && (error instanceof SourceError || error instanceof UsageError)) throw error
    return stopFor(error)
  } finally {
    // A map function may still be at work that never heard of the end; what it says now counts no more.
    reading.isOver = true
    await reading.beginning?.catch(() => undefined)
  }
  const { pending, unknown } = ledger.records
  // What is unknown may be so since the import was to end before it was sent again.
  const isCutShort = pending > 0 || (unknown > 0 && signal.aborted)
  if (reading.isAtEnd && !isCutShort) return undefined
  if (halt.signal.aborted) {
    const message = tooManyRejects(ledger.records, ledger.rejectReasons)
    return { code: "TOO_MANY_REJECTS", message }
  }
  if (signal.aborted) return { code: "ABORTED", message: "The import was stopped on request." }
  return { code: "UNEXPECTED", message: "The importer ended without an outcome for every action." }
}

/**
 * Leaves out the records that an earlier run settled.
 *
 * @throws {@link SourceError} if the source ends before the last of them, and so is another one, such as a pipe into which nothing was written this time.
 */
async function* unsettled<Data>(
  arrays: AsyncIterable<readonly SourceItem<Data>[]>,
  { from, ledger, source }: ImportParts<Data>,
  signal: AbortSignal,
): AsyncGenerator<readonly SourceItem<Data>[], void, undefined> {
  const settledBefore = ledger.highestSettled
  let last = (from?.recordNumber ?? 1) - 1
  for await (const items of arrays) {
    last = items.at(-1)?.position.recordNumber ?? last
    const left = ledger.unsettled(items)
    if (left.length > 0) yield left
  }
  if (last < settledBefore && !signal.aborted) throw endsBefore(settledBefore, source.name)
}

/** How far the reading of an import has got. */
interface Reading {
  /** Records were taken, in this run. */
  hasBegun: boolean
  isAtEnd: boolean
  /** The import has ended. */
  isOver: boolean
  beginning: Promise<void> | undefined
}

/** Enters records into the ledger and lets their actions pass; those that failed already are written down. */
async function* takeIn<Data>(
  arrays: AsyncIterable<MappedRecords>,
  parts: ImportParts<Data>,
  halt: AbortController,
  reading: Reading,
): AsyncGenerator<readonly PlacedAction[], void, undefined> {
  const { begin, beforeHandingOut, isOverBudget, leaveOut, ledger, onRead, reject, signal } = parts
  for await (const mapped of arrays) {
    if (reading.isOver) return
    reading.beginning ??= begin()
    await reading.beginning
    if (reading.isOver) return
    reading.hasBegun = true
    await reject(ledger.take(mapped))
    if (isOverBudget(ledger)) halt.abort()
    const [first] = mapped.items
    const last = mapped.items.at(-1)
    if (first !== undefined && last !== undefined) onRead(first.position, last.position)
    const { failed, unsettled: left } = ledger.unsettledActions(mapped.actions)
    await reject(failed)
    for (const before of mapped.acceptedBefore ?? []) await reject(ledger.settleBefore(before))
    let actions = left
    if (leaveOut !== undefined) {
      const settlements: Settlement[] = []
      actions = actions.filter((place) => {
        const outcome = leaveOut.verdictOn(place)
        if (outcome !== undefined) settlements.push({ place, outcome })
        return outcome === undefined
      })
      await reject(ledger.settle(settlements))
    }
    await beforeHandingOut?.(actions)
    yield actions
  }
  reading.isAtEnd = !signal.aborted && !halt.signal.aborted
}

/** Takes the actions of rejects that were accepted before out of those that are to be run. */
async function* withoutAccepted<Data>(
  arrays: AsyncIterable<MappedRecords>,
  { ids, importer, leaveOut, mapFingerprint }: ImportParts<Data>,
): AsyncGenerator<MappedRecords, void, undefined> {
  // What ids are made of in the old scheme is all that an action says: it has another id once that is corrected.
  const repeats = ids?.scheme === 1 ? (action: ImportAction) => !needsId(action) : importer.repeats
  for await (const mapped of arrays) {
    if (mapped.items.every(({ accepted, sentAs }) => accepted === undefined && sentAs === undefined)) {
      yield mapped
      continue
    }
    const actions: PlacedAction[] = []
    const before: AcceptedBefore[] = []
    for (const ofRecord of actionsByRecord(mapped.actions)) {
      const [{ actionCount, item }] = ofRecord
      if (item.accepted === undefined && item.sentAs === undefined) {
        for (const place of ofRecord) actions.push(place)
        continue
      }
      const { acceptedAs, sentAs } = item
      const known = new SettledActions(item.accepted, acceptedAs?.digests, acceptedAs?.places)
      const made = madeFrom(item, mapFingerprint)
      const isUnchangedSince = (as: AcceptedAs | undefined): boolean =>
        as?.madeFrom !== undefined && as.madeFrom === made
      const now = acceptedBefore(ofRecord, known, {
        isUnchanged: isUnchangedSince(acceptedAs),
        sent: sentAs && { actions: SettledActions.of(sentAs), isUnchanged: isUnchangedSince(sentAs) },
        keepsAccepted: false,
        repeats,
        runsOlder: leaveOut?.runsOlder ?? false,
      })
      const { accepted, done, overtaken } = now
      for (const place of now.actions) if (!done.has(place) && !overtaken.has(place)) actions.push(place)
      before.push({
        item,
        actionCount,
        done: [...done],
        overtaken,
        accepted: accepted.snapshot(),
        digests: accepted.digests(),
        places: accepted.places(),
        standings: accepted.standings(),
      })
    }
    yield { ...mapped, actions, acceptedBefore: before }
  }
}

function stopFor(error: unknown): Stop {
  if (error instanceof SourceError) {
    const code = error.mayHaveMisread ? "SOURCE_DAMAGED" : "SOURCE_BROKEN"
    return { code, message: error.message, cause: error }
  }
  if (isDeliveryStop(error)) return { code: error.code, message: error.message }
  const message = error instanceof Error ? error.message : String(error)
  if (isDiskError(error))
    return { code: "DISK", message: `A file could not be written or read: ${message}`, cause: error }
  return { code: "UNEXPECTED", message: `The import failed unexpectedly: ${message}`, cause: error }
}

function isDeliveryStop(error: unknown): error is DeliveryStop {
  return error instanceof Error && error.name === "DeliveryStop"
}

function isDiskError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error
}
