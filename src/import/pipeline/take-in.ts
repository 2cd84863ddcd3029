import type { FailedRecord } from "../../accounting/ledger/failed-record.ts"
import type { Ledger } from "../../accounting/ledger/ledger.ts"
import type { MappedRecords, MappedAction } from "../../mapping/mapped-records.ts"
import type { Position } from "../../sources/data-source.ts"
import { leftOut } from "./leave-out.ts"
import type { LeaveOut } from "./leave-out.ts"

/** What records are entered with. */
export interface TakeInParts {
  readonly ledger: Ledger
  /** Writes down records that failed. */
  readonly reject: (failed: readonly FailedRecord[]) => Promise<void>
  /** Says whether so many rejects mean that the import must stop. */
  readonly isOverBudget: (ledger: Ledger) => boolean
  /** Called once there is something to import, before any of it is sent. */
  readonly begin: () => Promise<void>
  /** Called before actions are handed to the importer, if it does not say what it sends. */
  readonly beforeHandingOut?: ((actions: readonly MappedAction[]) => Promise<void>) | undefined
  /** Says which actions must not be sent; undefined: all may be. */
  readonly leaveOut?: LeaveOut | undefined
  /** Told of the first and the last of the records that were just taken. */
  readonly onRead: (first: Position, last: Position) => void
}

/** How far the reading of an import has got. */
export interface Reading {
  /** Records were taken, in this run. */
  hasBegun: boolean
  isAtEnd: boolean
  /** The import has ended. */
  isOver: boolean
  beginning: Promise<void> | undefined
  /** Ends the import for too many rejects. */
  readonly overBudget: AbortController
}

/** Enters records into the ledger and lets their actions pass; those that failed already are written down. */
export async function* takeIn(
  arrays: AsyncIterable<MappedRecords>,
  parts: TakeInParts,
  reading: Reading,
  signal: AbortSignal,
): AsyncGenerator<readonly MappedAction[], void, undefined> {
  const { begin, beforeHandingOut, isOverBudget, leaveOut, ledger, onRead, reject } = parts
  for await (const mapped of arrays) {
    if (reading.isOver) return
    reading.beginning ??= begin()
    await reading.beginning
    if (reading.isOver) return
    reading.hasBegun = true
    await reject(ledger.take(mapped))
    if (isOverBudget(ledger)) reading.overBudget.abort()
    const [first] = mapped.items
    const last = mapped.items.at(-1)
    if (first !== undefined && last !== undefined) onRead(first.position, last.position)
    const { failed, unsettled } = ledger.unsettledActions(mapped.actions)
    await reject(failed)
    for (const before of mapped.acceptedBefore ?? []) await reject(ledger.noteAcceptedBefore(before))
    let actions = unsettled
    if (leaveOut !== undefined) {
      const { sent, settlements } = leftOut(unsettled, leaveOut)
      await reject(ledger.settle(settlements))
      actions = sent
    }
    await beforeHandingOut?.(actions)
    yield actions
  }
  reading.isAtEnd = !signal.aborted
}
