import { identityKeys } from "../../actions/identity.ts"
import type { Outcome } from "../../actions/outcome.ts"
import { identityOf, overwrites } from "../../kinds/kind.ts"
import type { Kinds } from "../../kinds/kinds.ts"
import type { LaterRecords } from "../../delivery/later-records.ts"
import type { MapFunction } from "../../mapping/map-function.ts"
import type { MappedRecords, MappedAction } from "../../mapping/mapped-records.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { originOf } from "../../sources/data-source.ts"
import type { Position } from "../../sources/data-source.ts"
import { rejectLines } from "../reading/reject-lines.ts"
import { NO_REASON } from "../lists/line-of-row.ts"
import { bytesHeldBack } from "./bytes-held-back.ts"
import { DoubtedUsers } from "./doubted-users.ts"
import type { SourceAgain } from "./source-again.ts"
import { usersInSource } from "./users-in-source.ts"
import type { AcceptedOfReject, UsersInSource, WhyUnmapped } from "./users-in-source.ts"
import type { Message } from "../../messages/message.ts"
import { say } from "../../messages/say.ts"

/** What rejects are held against, to find out which of them would overwrite a newer value. */
export interface NewerParts<Data> {
  /** The kinds of actions that there are. */
  readonly kinds: Kinds
  /** All rejects of the import. */
  readonly gatheredPath: string
  /** Gives the one that looks through the source. */
  readonly lookingMapFunction: () => Promise<MapFunction<Data>>
  /** Changes with the map function; undefined: not known. */
  readonly mapFingerprint: string | undefined
  /** What the import remembers. */
  readonly laterRecords: LaterRecords
  /** The import's source, if it can be looked at. */
  readonly source: SourceAgain
  /** How many records the import has read, and for how many of them its map function returned nothing. */
  readonly recordCount: number
  readonly skippedCount: number
  /** Whether rejects may have actions that were accepted; where a line is gone, nothing else says of which. */
  readonly mayBeAcceptedInPart: boolean
}

/** So many actions are held back while the source is read for their users, and no more records and actions than take so much memory. */
const MAX_HELD_ACTIONS = 30_000
const MAX_HELD_BYTES = 32_000_000

/**
 * Finds out which actions of rejects would overwrite what a later record of the import said of their users: by what the import remembers, and, where
 * it has not known the users, by its source.
 */
export class NewerValues<Data> {
  readonly #parts: NewerParts<Data>
  readonly #files: FileSystem
  readonly #doubted: DoubtedUsers
  #seen: UsersInSource = { last: new Map(), unmapped: undefined, failure: undefined }

  private constructor(parts: NewerParts<Data>, files: FileSystem, doubted: DoubtedUsers) {
    this.#parts = parts
    this.#files = files
    this.#doubted = doubted
  }

  static async open<Data>(parts: NewerParts<Data>, files: FileSystem): Promise<NewerValues<Data>> {
    return new NewerValues(parts, files, await DoubtedUsers.in(parts.gatheredPath, parts.kinds, files))
  }

  /**
   * Lets records pass. From the first one on that names a user of whom too little is remembered, they are held back, up to a number of
   * actions and an amount of memory, while the source is read for all these users at once.
   */
  async *holdBack(
    arrays: AsyncIterable<MappedRecords>,
    signal: AbortSignal,
  ): AsyncGenerator<MappedRecords, void, undefined> {
    let held: MappedRecords[] = []
    let [heldActions, heldBytes] = [0, 0]
    const sought = new Map<string, number>()
    const look = async (): Promise<readonly MappedRecords[]> => {
      if (sought.size > 0) this.#seen = await this.#lookAtSource(sought, signal)
      const looked = held
      held = []
      heldActions = 0
      heldBytes = 0
      sought.clear()
      // Half of what the source says is nothing to decide by.
      return signal.aborted ? [] : looked
    }
    for await (const mapped of arrays) {
      for (const action of mapped.actions) this.#seek(action, sought)
      held.push(mapped)
      heldActions += mapped.actions.length
      if (sought.size > 0) heldBytes += bytesHeldBack(mapped)
      const isEnough = heldActions >= MAX_HELD_ACTIONS || heldBytes >= MAX_HELD_BYTES
      if (sought.size === 0 || isEnough) yield* await look()
    }
    yield* await look()
  }

  /** What is to be said of an action that must not be run; undefined: it may be. */
  verdictOn(action: MappedAction): Outcome | undefined {
    if (!overwrites(action)) return undefined
    const identity = identityOf(action)
    const { recordNumber } = originOf(action.item)
    const { isComplete, isForgotten, newer } = this.#parts.laterRecords.after(identity, { recordNumber })
    if (newer !== undefined) return overwritesNewer(newer)
    const keys = identityKeys(identity)
    const mayBeNewer = this.#doubted.after(keys, { recordNumber })
    if (mayBeNewer !== undefined)
      return mayOverwrite(say`${positionText(mayBeNewer)} comes later, and may have been imported`)
    if (isComplete) return undefined
    if (isForgotten) return mayOverwrite(say`retries have imported more users than are remembered`)
    const { failure, last: lastOf, unmapped } = this.#seen
    for (const key of keys) {
      const last = lastOf.get(key)
      if (last !== undefined && last.recordNumber > recordNumber) return overwritesNewer(last)
    }
    if (failure !== undefined)
      return recordNumber < failure.lastImported ? mayOverwrite(failure.why) : undefined
    if (unmapped !== undefined && unmapped.position.recordNumber > recordNumber)
      return mayOverwrite(unmappedText(unmapped))
    return undefined
  }

  /** Adds the keys of an action's user, with the record from which on they are looked for, if too little is remembered. */
  #seek(action: MappedAction, sought: Map<string, number>): void {
    if (!overwrites(action)) return
    const identity = identityOf(action)
    const { recordNumber } = originOf(action.item)
    const { isComplete, newer } = this.#parts.laterRecords.after(identity, { recordNumber })
    if (isComplete || newer !== undefined) return
    for (const key of identityKeys(identity))
      sought.set(key, Math.min(recordNumber, sought.get(key) ?? Infinity))
  }

  async #lookAtSource(sought: ReadonlyMap<string, number>, signal: AbortSignal): Promise<UsersInSource> {
    const { gatheredPath, laterRecords, lookingMapFunction, mayBeAcceptedInPart, ...others } = this.#parts
    const rejects = await rejectsIn(gatheredPath, { leavesUntold: mayBeAcceptedInPart }, this.#files)
    const mapFunction = await lookingMapFunction()
    const retried = laterRecords.recordNumbers
    return usersInSource({ ...others, mapFunction, rejects, retried, signal }, sought)
  }
}

function overwritesNewer(newer: Position): Outcome {
  const message = say`${positionText(newer)} comes later, is about the same user, and is imported: running this one now would replace newer values with older ones`
  return { kind: "rejected", rejection: { stage: "validate", code: "overwrites-newer", ...message } }
}

function mayOverwrite(why: Message): Outcome {
  const message = say`it is not known whether a later record about the same user was imported, as ${why}: running this one now could replace newer values with older ones`
  return { kind: "rejected", rejection: { stage: "validate", code: "may-overwrite-newer", ...message } }
}

function unmappedText({ position, why }: NonNullable<UsersInSource["unmapped"]>): Message {
  return UNMAPPED_TEXTS[why](positionText(position))
}

const UNMAPPED_TEXTS: Readonly<Record<WhyUnmapped, (position: Message) => Message>> = {
  fails: (position) => say`the map function now fails on ${position}, which was imported`,
  skips: (position) =>
    say`the map function returns nothing for more records than when they were imported, the last of them ${position}`,
  differs: (position) =>
    say`the map function now returns nothing like what was accepted of ${position}, which was imported in part`,
}

function positionText(position: Position | undefined): Message {
  const { lineNumber, recordNumber } = position ?? { recordNumber: 0 }
  return lineNumber === undefined
    ? say`record ${recordNumber}`
    : say`record ${recordNumber} (line ${lineNumber})`
}

/**
 * All rejects, by their numbers; undefined: nothing of it was accepted.
 *
 * @param leavesUntold leave out those of which only a row is left, as if they were imported
 */
async function rejectsIn(
  gatheredPath: string,
  { leavesUntold }: { readonly leavesUntold: boolean },
  files: FileSystem,
): Promise<ReadonlyMap<number, AcceptedOfReject | undefined>> {
  const rejects = new Map<number, AcceptedOfReject | undefined>()
  for await (const lines of rejectLines(gatheredPath, files))
    for (const { reject } of lines) {
      if (reject?.origin === undefined || (leavesUntold && reject.code === NO_REASON)) continue
      const { accepted, acceptedAs, origin } = reject
      rejects.set(origin.recordNumber, accepted === undefined ? undefined : { accepted, acceptedAs })
    }
  return rejects
}
