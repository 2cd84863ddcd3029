import { importActionFrom } from "../actions/import-action.ts"
import type { Rejection } from "../actions/outcome.ts"
import { messageOf } from "../errors.ts"
import { shown } from "../resources/fields.ts"
import type { SourceItem } from "../sources/data-source.ts"
import type { ImportRecord, MappedRecords, PlacedAction } from "./import-record.ts"
import type { MapFunction } from "./map-function.ts"

/** Gives each record to the map function; the rest of the import sees what came of it. Keeps the order and the arrays. */
export async function* mapRecords<Data>(
  items: AsyncIterable<readonly SourceItem<Data>[]>,
  mapFunction: MapFunction<Data>,
): AsyncGenerator<MappedRecords, void, undefined> {
  for await (const array of items) {
    const records: ImportRecord[] = []
    const actions: PlacedAction[] = []
    for (const item of array) {
      if ("problem" in item) {
        records.push(rejected(item, { stage: "parse", ...item.problem }))
        continue
      }
      let record: ImportRecord
      const placedBefore = actions.length
      try {
        const result = mapFunction(item.record, item.position)
        // Awaiting what is no promise would cost a tick for each record.
        record = place(item, isThenable(result) ? await result : result, actions)
      } catch (error) {
        record = rejected(item, mapRejection(error))
      }
      // All of a record's actions, or none.
      if (record.rejection !== undefined) actions.length = placedBefore
      records.push(record)
      item.release?.()
    }
    yield { records, actions }
  }
}

/** Adds what a map function returned to `actions`, up to what is no action: then the record is rejected. */
function place(item: SourceItem<unknown>, result: unknown, actions: PlacedAction[]): ImportRecord {
  if (result === undefined || result === null) return { item, actionCount: 0, rejection: undefined }
  const returned: readonly unknown[] = Array.isArray(result) ? result : [result]
  const record = { item, actionCount: returned.length, rejection: undefined }
  for (let actionIndex = 0; actionIndex < returned.length; actionIndex += 1) {
    const value = returned[actionIndex]
    const action = importActionFrom(value)
    if (action === undefined) return rejected(item, notAnAction(value, Array.isArray(result)))
    actions.push({ record, actionIndex, kind: action.kind, action })
  }
  return record
}

function rejected(item: SourceItem<unknown>, rejection: Rejection): ImportRecord {
  return { item, actionCount: 0, rejection }
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
