import { identityKeys, identityOf, identityOfUser } from "../actions/identity.ts"
import { overwrites, overwritesUser } from "../actions/touch.ts"
import { userIn } from "../api/answer.ts"
import type { MapFunction } from "../mapping/map-function.ts"
import { mapRecords } from "../mapping/map-records.ts"
import { wasAccepted } from "../mapping/was-accepted.ts"
import type { FileSystem } from "../platform/file-system.ts"
import { originOf } from "../sources/data-source.ts"
import type { DataSource, Position } from "../sources/data-source.ts"
import { onlyItems } from "../sources/only-items.ts"
import { rejectLines } from "../sources/reject-lines.ts"
import type { FoundRejectLine } from "../sources/reject-lines.ts"
import { rejectsSource } from "../sources/rejects-source.ts"
import { lineActions } from "./line-actions.ts"

/** The rejects of which it is unknown whether they were applied. */
export interface DoubtedOptions<Data> {
  /** All rejects of the import. */
  readonly gatheredPath: string
  /** Called for those of which the list does not say what was sent. */
  readonly mapFunction: MapFunction<Data>
  readonly signal?: AbortSignal | undefined
}

/** The users of rejects that may have been applied, and would have overwritten what is stored of them. */
export class DoubtedUsers {
  /** The last such reject by the identity keys of its user, and, if nobody can tell of whom it is, under {@link ANYBODY}. */
  readonly #last = new Map<string, Position>()

  private constructor() {}

  /** Looks through the list: it says what was sent, or else the map function does. */
  static async in<Data>(
    { gatheredPath, mapFunction, signal }: DoubtedOptions<Data>,
    files: FileSystem,
  ): Promise<DoubtedUsers> {
    const doubted = new DoubtedUsers()
    const untold = new Set<number>()
    for await (const lines of rejectLines(gatheredPath, files))
      for (const line of lines)
        if (!doubted.#noteLine(line)) untold.add(line.reject?.origin?.recordNumber ?? 0)
    if (untold.size === 0) return doubted
    const rejects = rejectsSource({ filePath: gatheredPath }, files) as DataSource<Data>
    const items = onlyItems(rejects.read({ signal }), (item) => untold.has(originOf(item).recordNumber))
    for await (const { actions, unmapped } of mapRecords(items, mapFunction)) {
      for (const place of actions) {
        const accepted = "accepted" in place.item ? place.item.accepted : undefined
        if (overwrites(place.action) && !wasAccepted(place, accepted))
          doubted.#note(identityKeys(identityOf(place.action)), originOf(place.item))
      }
      for (const { item } of unmapped) doubted.#note([ANYBODY], originOf(item))
    }
    return doubted
  }

  /** The last record that may be about one of these users, if it comes later than one. */
  after(keys: readonly string[], { recordNumber }: Position): Position | undefined {
    return [ANYBODY, ...keys]
      .map((key) => this.#last.get(key))
      .find((last) => (last?.recordNumber ?? 0) > recordNumber)
  }

  /** Notes what a line says was sent, if it may have been applied; false if it does not say. */
  #noteLine({ bytes, reject }: FoundRejectLine): boolean {
    if (reject?.origin === undefined || reject.unknownCodes.length === 0) return true
    const overwriting: string[][] = []
    const actions = lineActions(bytes)
    for (const { kind, wire } of actions) {
      const user = userIn(kind, wire)
      const keys = identityKeys(identityOfUser(user))
      if (keys.length === 0) return false
      if (overwritesUser(kind, user)) overwriting.push(keys)
    }
    for (const keys of overwriting) this.#note(keys, reject.origin)
    return actions.length > 0
  }

  #note(keys: readonly string[], position: Position): void {
    for (const key of keys)
      if (position.recordNumber > (this.#last.get(key)?.recordNumber ?? 0)) this.#last.set(key, position)
  }
}

const ANYBODY = ""
