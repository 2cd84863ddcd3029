import { importActionFrom } from "../actions/import-action.ts"
import type { Rejection } from "../actions/outcome.ts"
import { messageOf } from "../errors.ts"
import { shown } from "../resources/fields.ts"
import { originOf } from "../sources/data-source.ts"
import type { SourceItem } from "../sources/data-source.ts"
import type { MappedRecords, PlacedAction, UnmappedRecord } from "./mapped-records.ts"
import type { MapFunction } from "./map-function.ts"
import { Ordinals } from "./ordinals.ts"

/** Gives each record to the map function; the rest of the import sees what came of it. Keeps the order and the arrays. */
export async function* mapRecords<Data>(
  arrays: AsyncIterable<readonly SourceItem<Data>[]>,
  mapFunction: MapFunction<Data>,
): AsyncGenerator<MappedRecords, void, undefined> {
  for await (const items of arrays) {
    const unmapped: UnmappedRecord[] = []
    const actions: PlacedAction[] = []
    const skipped: SourceItem<Data>[] = []
    for (const item of items) {
      if ("problem" in item) {
        unmapped.push({ item, rejection: { stage: "parse", ...item.problem } })
        continue
      }
      const placedBefore = actions.length
      let rejection: Rejection | undefined
      try {
        const result = mapFunction(item.record, originOf(item))
        // Awaiting what is no promise would cost a tick for each record.
        rejection = place(item, isThenable(result) ? await result : result, actions)
      } catch (error) {
        rejection = mapRejection(error)
      }
      if (rejection !== undefined) {
        // All of a record's actions, or none.
        actions.length = placedBefore
        unmapped.push({ item, rejection })
      } else if (actions.length === placedBefore) skipped.push(item)
      item.release?.()
    }
    yield { items, unmapped, skipped, actions }
  }
}

/** Adds what a map function returned to `actions`, up to what is no action: then it says so. */
function place(item: SourceItem<unknown>, result: unknown, actions: PlacedAction[]): Rejection | undefined {
  if (result === undefined || result === null) return undefined
  const returned: readonly unknown[] = Array.isArray(result) ? result : [result]
  const actionCount = returned.length
  const ordinals = actionCount === 1 ? undefined : new Ordinals()
  for (let actionIndex = 0; actionIndex < actionCount; actionIndex += 1) {
    const value = returned[actionIndex]
    const action = importActionFrom(value)
    if (action === undefined) return notAnAction(value, Array.isArray(result))
    const ordinal = ordinals?.next(action) ?? 0
    actions.push({ item, actionIndex, actionCount, kind: action.kind, action, ordinal })
  }
  return undefined
}

function mapRejection(error: unknown): Rejection {
  const ofResource = error instanceof Error && "code" in error && error.code === "RESOURCE"
  return {
    stage: "map",
    code: ofResource ? "invalid-field" : "map-function-threw",
    message: messageOf(error),
  }
}

function notAnAction(value: unknown, isInArray: boolean): Rejection {
  const what = isInArray ? `an array that holds ${shown(value)}` : shown(value)
  return {
    stage: "map",
    code: "not-an-action",
    message: `the map function returned ${what}; it takes UpdateUserProfile, TrackCustomEvent, TrackPurchase, an array of them, or nothing`,
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function"
}
