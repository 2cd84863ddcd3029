import { isImportAction } from "../actions/import-action.ts"
import type { Rejection } from "../actions/outcome.ts"
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
      try {
        const result = mapFunction(item.record, item.position)
        // Awaiting what is no promise would cost a tick for each record.
        record = place(item, isThenable(result) ? await result : result, actions)
      } catch (error) {
        record = rejected(item, mapRejection(error))
      }
      records.push(record)
    }
    yield { records, actions }
  }
}

/** Adds what a map function returned to `actions`, all of it or, where it is no action, nothing. */
function place(item: SourceItem<unknown>, result: unknown, actions: PlacedAction[]): ImportRecord {
  if (result === undefined || result === null) return { item, actionCount: 0, rejection: undefined }
  if (isImportAction(result)) {
    const record = { item, actionCount: 1, rejection: undefined }
    actions.push({ record, actionIndex: 0, kind: result.kind, action: result })
    return record
  }
  const several: readonly unknown[] = Array.isArray(result) ? result : [result]
  const record = { item, actionCount: several.length, rejection: undefined }
  const stranger = several.find((action) => !isImportAction(action))
  if (stranger !== undefined || several.includes(undefined)) return rejected(item, notAnAction(stranger))
  for (const [actionIndex, action] of several.entries()) {
    if (isImportAction(action)) actions.push({ record, actionIndex, kind: action.kind, action })
  }
  return record
}

function rejected(item: SourceItem<unknown>, rejection: Rejection): ImportRecord {
  return { item, actionCount: 0, rejection }
}

function mapRejection(error: unknown): Rejection {
  const message = error instanceof Error ? error.message : String(error)
  const ofResource = error instanceof Error && "code" in error && error.code === "RESOURCE"
  return { stage: "map", code: ofResource ? "invalid-field" : "map-function-threw", message }
}

function notAnAction(value: unknown): Rejection {
  const what = typeof value === "object" && value !== null ? "an object without a known kind" : typeof value
  return {
    stage: "map",
    code: "not-an-action",
    message: `the map function returned ${what}; it takes UpdateUserProfile, TrackCustomEvent, TrackPurchase, an array of them, or nothing`,
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function"
}
