import { identityKeys, identityOf } from "../actions/identity.ts"
import type { ImportAction } from "../actions/import-action.ts"
import { overwrites } from "../actions/touch.ts"
import { messageOf } from "../errors.ts"
import type { MapFunction } from "../mapping/map-function.ts"
import { mapRecords } from "../mapping/map-records.ts"
import type { PlacedAction } from "../mapping/mapped-records.ts"
import { wasAccepted } from "../mapping/was-accepted.ts"
import { originOf } from "../sources/data-source.ts"
import type { AcceptedActions, DataSource, Position, SourceItem } from "../sources/data-source.ts"
import { onlyItems } from "../sources/only-items.ts"
import type { SourceAgain } from "./source-again.ts"

/** What the source of an import is looked through with. */
export interface SourceLookup<Data> {
  readonly source: SourceAgain
  readonly mapFunction: MapFunction<Data>
  /** All rejects, by their numbers, with those of their actions that were accepted. */
  readonly rejects: ReadonlyMap<number, AcceptedActions | undefined>
  /** The numbers of the records of which retries have told that they imported them. */
  readonly retried: ReadonlySet<number>
  /** How many records the import has read, and for how many of them its map function returned nothing. */
  readonly recordCount: number
  readonly skippedCount: number
  readonly signal?: AbortSignal | undefined
}

/** What the source says of some users. */
export interface UsersInSource {
  /** The last record that overwrote each, by its identity keys. */
  readonly last: ReadonlyMap<string, Position>
  /** The last record that may have overwritten anybody, as nobody can tell of whom it is. */
  readonly unmapped: { readonly position: Position; readonly why: "fails" | "skips" } | undefined
  /** Why the source could not be looked at, and the last record that may have been imported; undefined: it was. */
  readonly failure: { readonly why: string; readonly lastImported: number } | undefined
}

/**
 * Reads the source of an import once more for what it says of users whose identity keys are `sought`, each from a record number on.
 */
export async function usersInSource<Data>(
  { mapFunction, recordCount, rejects, retried, signal, skippedCount, source: again }: SourceLookup<Data>,
  sought: ReadonlyMap<string, number>,
): Promise<UsersInSource> {
  const last = new Map<string, Position>()
  // What is still among the rejects has overwritten nothing, but for those of its actions that were accepted.
  const hasFailed = (recordNumber: number): boolean =>
    rejects.has(recordNumber) && rejects.get(recordNumber) === undefined
  const failed = (why: string): UsersInSource => {
    let lastImported = recordCount
    while (hasFailed(lastImported)) lastImported -= 1
    return { last, unmapped: undefined, failure: { why, lastImported } }
  }
  if (again.kind === "gone") return failed(again.why)
  const lowest = [...sought.values()].reduce((one, other) => Math.min(one, other), Infinity)
  let failing: Position | undefined
  let skipped: Position | undefined
  let skippedNow = 0
  const mayHaveBeenImported = (item: SourceItem<Data>): boolean => !hasFailed(originOf(item).recordNumber)
  const isLater = (item: SourceItem<unknown>): boolean => originOf(item).recordNumber > lowest
  const hasOverwritten = (place: PlacedAction): boolean => {
    const { recordNumber } = originOf(place.item)
    return (
      overwrites(place.action) &&
      (!rejects.has(recordNumber) || wasAccepted(place, rejects.get(recordNumber)))
    )
  }
  const soughtOf = (action: ImportAction): string[] =>
    identityKeys(identityOf(action)).filter((key) => sought.has(key))
  try {
    const source = again.source as DataSource<Data>
    const items = onlyItems(source.read({ signal }), mayHaveBeenImported)
    for await (const mapped of mapRecords(items, mapFunction)) {
      for (const { action, item } of mapped.actions.filter(
        (place) => isLater(place.item) && hasOverwritten(place),
      ))
        for (const key of soughtOf(action)) last.set(key, originOf(item))
      for (const { item, rejection } of mapped.unmapped)
        // Read as nothing, it can have been imported by a retry only, which has remembered its user.
        if (rejection.stage === "map" && !retried.has(originOf(item).recordNumber) && isLater(item))
          failing = originOf(item)
      skippedNow += mapped.skipped.length
      const lastSkipped = mapped.skipped.findLast(isLater)
      if (lastSkipped !== undefined) skipped = originOf(lastSkipped)
    }
  } catch (error) {
    return failed(`the source could not be read again (${messageOf(error)})`)
  }
  // Of more than were skipped then, some were imported.
  const unmapped = [
    { position: failing, why: "fails" as const },
    { position: skippedNow > skippedCount ? skipped : undefined, why: "skips" as const },
  ].flatMap(({ position, why }) => (position === undefined ? [] : [{ position, why }]))
  return { last, unmapped: unmapped.toSorted(byNumber).at(-1), failure: undefined }
}

function byNumber(one: { readonly position: Position }, other: { readonly position: Position }): number {
  return one.position.recordNumber - other.position.recordNumber
}
