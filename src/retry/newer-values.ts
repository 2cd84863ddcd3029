import { identityKeys, identityOf } from "../actions/identity.ts"
import type { ImportAction } from "../actions/import-action.ts"
import type { Outcome } from "../actions/outcome.ts"
import { overwrites } from "../actions/touch.ts"
import type { LaterRecords } from "../delivery/later-records.ts"
import { messageOf } from "../errors.ts"
import type { MapFunction } from "../mapping/map-function.ts"
import { mapRecords } from "../mapping/map-records.ts"
import type { PlacedAction } from "../mapping/mapped-records.ts"
import { wasAccepted } from "../mapping/was-accepted.ts"
import type { FileSystem } from "../platform/file-system.ts"
import { originOf } from "../sources/data-source.ts"
import type { AcceptedActions, DataSource, Position, SourceItem } from "../sources/data-source.ts"
import { rejectLines } from "../sources/reject-lines.ts"
import { rejectsSource } from "../sources/rejects-source.ts"
import type { SourceAgain } from "./source-again.ts"

/** What rejects are held against, to find out which of them would overwrite a newer value. */
export interface NewerParts<Data> {
  /** All rejects of the import, and those that are run again. */
  readonly gatheredPath: string
  readonly chosenPath: string
  readonly mapFunction: MapFunction<Data>
  /** What the import remembers. */
  readonly laterRecords: LaterRecords
  /** The import's source, if it can be looked at. */
  readonly source: SourceAgain
  /** How many records the import has read. */
  readonly recordCount: number
  readonly signal?: AbortSignal | undefined
}

/** What must not be run again, and what is to be said of it. */
type LeaveOut = (place: PlacedAction) => Outcome | undefined

/**
 * Finds out which actions of rejects would overwrite what a later record of the import said of their users: by what the import remembers, and, where
 * it has not known the users, by reading its source once.
 */
export async function newerValues<Data>(parts: NewerParts<Data>, files: FileSystem): Promise<LeaveOut> {
  const { chosenPath, laterRecords, mapFunction, signal } = parts
  const doubted = await doubtedIn(parts, files)
  const sought = new Map<string, number>()
  const chosen = rejectsSource({ filePath: chosenPath }, files) as DataSource<Data>
  for await (const { actions } of mapRecords(chosen.read({ signal }), mapFunction))
    for (const place of actions.filter(isOverwriting)) {
      const identity = identityOf(place.action)
      const origin = originOf(place.item)
      const { isComplete, newer } = laterRecords.after(identity, origin)
      if (isComplete || newer !== undefined) continue
      for (const key of identityKeys(identity))
        sought.set(key, Math.min(origin.recordNumber, sought.get(key) ?? Infinity))
    }
  const seen = sought.size === 0 ? NOTHING_SEEN : await lookAtSource(parts, sought, files)
  return (place) => leftOut(place, { doubted, laterRecords, seen, sought })
}

/** What the source says of the users that are sought. */
interface Seen {
  /** The last record that overwrote each, by its identity keys. */
  readonly last: ReadonlyMap<string, Position>
  /** The last record that may have overwritten anybody, as nobody can tell of whom it is. */
  readonly unmapped: Position | undefined
  /** Why the source could not be looked at, and the last record that may have been imported; undefined: it was. */
  readonly failure: { readonly why: string; readonly lastImported: number } | undefined
}

const NOTHING_SEEN: Seen = { last: new Map(), unmapped: undefined, failure: undefined }

/**
 * The last rejects of which it is unknown whether they were applied, and which would overwrite: by the identity keys of their users, and of
 * those that the map function now fails on under {@link ANYBODY}.
 */
type Doubted = ReadonlyMap<string, Position>

const ANYBODY = ""

async function doubtedIn<Data>(
  { gatheredPath, mapFunction, signal }: NewerParts<Data>,
  files: FileSystem,
): Promise<Doubted> {
  const doubted = new Map<string, Position>()
  const unknown = new Set<number>()
  for await (const lines of rejectLines(gatheredPath, files))
    for (const { reject } of lines)
      if (reject?.origin !== undefined && reject.unknownCodes.length > 0)
        unknown.add(reject.origin.recordNumber)
  if (unknown.size === 0) return doubted
  const rejects = rejectsSource({ filePath: gatheredPath }, files) as DataSource<Data>
  const items = only(rejects.read({ signal }), (item) => unknown.has(originOf(item).recordNumber))
  const note = (key: string, position: Position): void => {
    if (position.recordNumber > (doubted.get(key)?.recordNumber ?? 0)) doubted.set(key, position)
  }
  for await (const { actions, unmapped } of mapRecords(items, mapFunction)) {
    for (const place of actions.filter(isOverwriting))
      for (const key of identityKeys(identityOf(place.action))) note(key, originOf(place.item))
    for (const { item } of unmapped) note(ANYBODY, originOf(item))
  }
  return doubted
}

async function lookAtSource<Data>(
  parts: NewerParts<Data>,
  sought: ReadonlyMap<string, number>,
  files: FileSystem,
): Promise<Seen> {
  const { laterRecords, mapFunction, signal, source: again } = parts
  const rejects = await rejectsIn(parts.gatheredPath, files)
  // What is still among the rejects has overwritten nothing, but for those of its actions that were accepted.
  const hasFailed = (recordNumber: number): boolean =>
    rejects.has(recordNumber) && rejects.get(recordNumber) === undefined
  const failed = (why: string): Seen => {
    let lastImported = parts.recordCount
    while (hasFailed(lastImported)) lastImported -= 1
    return { ...NOTHING_SEEN, failure: { why, lastImported } }
  }
  if (again.kind === "gone") return failed(again.why)
  const retried = laterRecords.recordNumbers
  const lowest = [...sought.values()].reduce((one, other) => Math.min(one, other), Infinity)
  const last = new Map<string, Position>()
  let unmapped: Position | undefined
  const mayHaveBeenImported = (item: SourceItem<Data>): boolean => {
    const { recordNumber } = originOf(item)
    return recordNumber > lowest && !hasFailed(recordNumber)
  }
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
    const items = only(source.read({ signal }), mayHaveBeenImported)
    for await (const mapped of mapRecords(items, mapFunction)) {
      for (const { action, item } of mapped.actions.filter(hasOverwritten))
        for (const key of soughtOf(action)) last.set(key, originOf(item))
      for (const { item, rejection } of mapped.unmapped)
        // Read as nothing, it can have been imported by a retry only, which has remembered its user.
        if (rejection.stage === "map" && !retried.has(originOf(item).recordNumber)) unmapped = originOf(item)
    }
  } catch (error) {
    return failed(`the source could not be read again (${messageOf(error)})`)
  }
  return { last, unmapped, failure: undefined }
}

function leftOut(
  place: PlacedAction,
  {
    doubted,
    laterRecords,
    seen,
    sought,
  }: {
    readonly doubted: Doubted
    readonly laterRecords: LaterRecords
    readonly seen: Seen
    readonly sought: ReadonlyMap<string, number>
  },
): Outcome | undefined {
  if (!overwrites(place.action)) return undefined
  const identity = identityOf(place.action)
  const { recordNumber } = originOf(place.item)
  const { isComplete, isForgotten, newer } = laterRecords.after(identity, { recordNumber })
  if (newer !== undefined) return overwritesNewer(newer)
  const doubt = identityKeys(identity).map((key) => doubted.get(key))
  const mayBeNewer = [doubted.get(ANYBODY), ...doubt].find((one) => (one?.recordNumber ?? 0) > recordNumber)
  if (mayBeNewer !== undefined)
    return mayOverwrite(`${placeText(mayBeNewer)} comes later, and may have been imported`)
  if (isComplete) return undefined
  if (isForgotten) return mayOverwrite("retries have imported more users than are remembered")
  const keys = identityKeys(identity)
  for (const key of keys) {
    const last = seen.last.get(key)
    if (last !== undefined && last.recordNumber > recordNumber) return overwritesNewer(last)
  }
  if (seen.failure !== undefined)
    return recordNumber < seen.failure.lastImported ? mayOverwrite(seen.failure.why) : undefined
  if ((seen.unmapped?.recordNumber ?? 0) > recordNumber)
    return mayOverwrite(`the map function now fails on ${placeText(seen.unmapped)}, which was imported`)
  const wasSought = keys.every((key) => (sought.get(key) ?? Infinity) <= recordNumber)
  return wasSought ? undefined : mayOverwrite("the map function named another user a moment ago")
}

/** Whether an action is still to be run, and would overwrite what is stored of its user. */
function isOverwriting(place: PlacedAction): boolean {
  const accepted = "accepted" in place.item ? place.item.accepted : undefined
  return overwrites(place.action) && !wasAccepted(place, accepted)
}

function overwritesNewer(newer: Position): Outcome {
  const message = `${placeText(newer)} comes later, is about the same user, and is imported: to run this one now would put older values in place of newer ones`
  return { kind: "rejected", rejection: { stage: "validate", code: "overwrites-newer", message } }
}

function mayOverwrite(why: string): Outcome {
  const message = `whether a later record about the same user is imported cannot be told, as ${why}: to run this one now could put older values in place of newer ones`
  return { kind: "rejected", rejection: { stage: "validate", code: "may-overwrite-newer", message } }
}

function placeText(position: Position | undefined): string {
  const { lineNumber, recordNumber } = position ?? { recordNumber: 0 }
  return `record ${recordNumber}${lineNumber === undefined ? "" : ` (line ${lineNumber})`}`
}

/** All rejects, by their numbers, with those of their actions that were accepted. */
async function rejectsIn(
  gatheredPath: string,
  files: FileSystem,
): Promise<ReadonlyMap<number, AcceptedActions | undefined>> {
  const rejects = new Map<number, AcceptedActions | undefined>()
  for await (const lines of rejectLines(gatheredPath, files))
    for (const { reject } of lines)
      if (reject?.origin !== undefined) rejects.set(reject.origin.recordNumber, reject.accepted)
  return rejects
}

async function* only<Data>(
  arrays: AsyncIterable<readonly SourceItem<Data>[]>,
  isWanted: (item: SourceItem<Data>) => boolean,
): AsyncGenerator<readonly SourceItem<Data>[], void, undefined> {
  for await (const items of arrays) yield items.filter(isWanted)
}
