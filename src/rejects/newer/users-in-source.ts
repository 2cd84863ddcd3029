import { identityKeys } from "../../actions/identity.ts"
import { identityOf, overwrites } from "../../kinds/kind.ts"
import type { Kinds } from "../../kinds/kinds.ts"
import { saidBy } from "../../errors.ts"
import type { MapFunction } from "../../mapping/map-function.ts"
import { actionsByRecord } from "../../mapping/actions-by-record.ts"
import type { ActionsOfRecord } from "../../mapping/actions-by-record.ts"
import { mapRecords } from "../../mapping/map-records.ts"
import type { MappedAction } from "../../mapping/mapped-records.ts"
import { acceptedBefore } from "../../accounting/ledger/accepted-before.ts"
import { madeFrom } from "../../accounting/ledger/made-from.ts"
import { SettledActions } from "../../accounting/ledger/settled-actions.ts"
import { originOf } from "../../sources/data-source.ts"
import type { DataSource, Position, SourceItem } from "../../sources/data-source.ts"
import { onlyItems } from "../../sources/only-items.ts"
import type { ScannedReject } from "../reading/scanned-reject.ts"
import type { SourceAgain } from "./source-again.ts"
import type { Message } from "../../messages/message.ts"
import { say } from "../../messages/say.ts"

/** What was accepted of a reject, and what that said. */
export type AcceptedOfReject = Pick<ScannedReject, "accepted" | "acceptedAs">

/** What the source of an import is looked through with. */
export interface SourceLookup<Data> {
  readonly kinds: Kinds
  readonly source: SourceAgain
  readonly mapFunction: MapFunction<Data>
  /** Changes with the map function; undefined: not known. */
  readonly mapFingerprint: string | undefined
  /** All rejects, by their numbers; undefined: nothing of it was accepted. */
  readonly rejects: ReadonlyMap<number, AcceptedOfReject | undefined>
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
  readonly unmapped: { readonly position: Position; readonly why: WhyUnmapped } | undefined
  /** Why the source could not be looked at, and the last record that may have been imported; undefined: it was. */
  readonly failure: { readonly why: Message; readonly lastImported: number } | undefined
}

/** The map function fails on a record, or returns nothing for it, or nothing like what was accepted of it. */
export type WhyUnmapped = "fails" | "skips" | "differs"

/**
 * Reads the source of an import once more for what it says of users whose identity keys are `sought`, each from a record number on.
 */
export async function usersInSource<Data>(
  {
    kinds,
    mapFunction,
    recordCount,
    rejects,
    retried,
    signal,
    skippedCount,
    source: again,
    ...own
  }: SourceLookup<Data>,
  sought: ReadonlyMap<string, number>,
): Promise<UsersInSource> {
  const last = new Map<string, Position>()
  // What is still among the rejects has overwritten nothing, but for those of its actions that were accepted.
  const hasFailed = (recordNumber: number): boolean =>
    rejects.has(recordNumber) && rejects.get(recordNumber) === undefined
  const failed = (why: Message): UsersInSource => {
    let lastImported = recordCount
    while (hasFailed(lastImported)) lastImported -= 1
    return { last, unmapped: undefined, failure: { why, lastImported } }
  }
  if (again.kind === "gone") return failed(again.why)
  const lowest = [...sought.values()].reduce((one, other) => Math.min(one, other), Infinity)
  let failing: Position | undefined
  let differing: Position | undefined
  let skipped: Position | undefined
  let skippedNow = 0
  const mayHaveBeenImported = (item: SourceItem<Data>): boolean => !hasFailed(originOf(item).recordNumber)
  const isLater = (item: SourceItem<unknown>): boolean => originOf(item).recordNumber > lowest
  const soughtOf = (action: MappedAction): string[] =>
    identityKeys(identityOf(action)).filter((key) => sought.has(key))
  const note = (ofRecord: ActionsOfRecord): void => {
    const [{ item }] = ofRecord
    const position = originOf(item)
    const reject = rejects.get(position.recordNumber)
    const { accepted, differs } =
      reject === undefined
        ? { accepted: ofRecord, differs: false }
        : acceptedOf(ofRecord, reject, kinds, own.mapFingerprint)
    for (const action of accepted)
      if (overwrites(action)) for (const key of soughtOf(action)) last.set(key, position)
    // As it was corrected, a retry has accepted it, and remembered its user.
    if (differs && !retried.has(position.recordNumber)) differing = position
  }
  try {
    const source = again.source as DataSource<Data>
    const items = onlyItems(source.read({ signal }), mayHaveBeenImported)
    for await (const mapped of mapRecords(items, mapFunction, kinds)) {
      for (const ofRecord of actionsByRecord(mapped.actions)) if (isLater(ofRecord[0].item)) note(ofRecord)
      for (const { item, rejection } of mapped.unmapped)
        // Read as nothing, it can have been imported by a retry only, which has remembered its user.
        if (rejection.stage === "map" && !retried.has(originOf(item).recordNumber) && isLater(item))
          failing = originOf(item)
      skippedNow += mapped.skipped.length
      const lastSkipped = mapped.skipped.findLast(isLater)
      if (lastSkipped !== undefined) skipped = originOf(lastSkipped)
    }
  } catch (error) {
    return failed(say`the source could not be read again (${saidBy(error)})`)
  }
  // Of more than were skipped then, some were imported.
  const unmapped = [
    { position: failing, why: "fails" as const },
    { position: differing, why: "differs" as const },
    { position: skippedNow > skippedCount ? skipped : undefined, why: "skips" as const },
  ].flatMap(({ position, why }) => (position === undefined ? [] : [{ position, why }]))
  return { last, unmapped: unmapped.toSorted(byNumber).at(-1), failure: undefined }
}

/** Which actions of a reject were accepted, and whether there was one about a user that can no longer be told. */
function acceptedOf(
  ofRecord: ActionsOfRecord,
  { accepted, acceptedAs }: AcceptedOfReject,
  kinds: Kinds,
  mapFingerprint: string | undefined,
): { readonly accepted: Iterable<MappedAction>; readonly differs: boolean } {
  const [{ item }] = ofRecord
  const made = acceptedAs?.madeFrom
  const { done, unmatchedGroups } = acceptedBefore(
    ofRecord,
    new SettledActions(accepted, acceptedAs?.digests, acceptedAs?.places),
    {
      kinds,
      isUnchanged: made !== undefined && made === madeFrom(item, mapFingerprint),
      // Nothing is sent: who was updated counts, whatever it said.
      keepsAccepted: true,
      repeats: () => false,
    },
  )
  const mayOverwrite = (group: string): boolean => kinds.ofGroup(group)?.overwrites !== false
  return { accepted: done, differs: [...unmatchedGroups].some(mayOverwrite) }
}

function byNumber(one: { readonly position: Position }, other: { readonly position: Position }): number {
  return one.position.recordNumber - other.position.recordNumber
}
