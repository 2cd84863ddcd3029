import { isImportAction } from "../actions/import-action.ts"
import type { Rejection } from "../actions/outcome.ts"
import type { SourceItem } from "../sources/data-source.ts"
import type { ImportRecord, PlacedAction } from "./import-record.ts"
import type { MapFunction, MapResult } from "./map-function.ts"

/** Gives each record to the map function; the rest of the import sees what came of it. Keeps the order and the arrays. */
export async function* mapRecords<Data>(
  items: AsyncIterable<readonly SourceItem<Data>[]>,
  mapFunction: MapFunction<Data>,
): AsyncGenerator<readonly ImportRecord[], void, undefined> {
  for await (const array of items) {
    const records: ImportRecord[] = []
    for (const item of array) {
      const mapped = mapItem(item, mapFunction)
      // Awaiting what is no promise would cost a tick for each record.
      records.push(mapped instanceof Promise ? await mapped : mapped)
    }
    yield records
  }
}

function mapItem<Data>(
  item: SourceItem<Data>,
  mapFunction: MapFunction<Data>,
): ImportRecord | Promise<ImportRecord> {
  if ("problem" in item) return rejected(item, { stage: "parse", ...item.problem })
  try {
    const result = mapFunction(item.record, item.position)
    return isThenable(result)
      ? Promise.resolve(result).then(
          (value) => mappedTo(item, value),
          (error: unknown) => rejected(item, mapRejection(error)),
        )
      : mappedTo(item, result)
  } catch (error) {
    return rejected(item, mapRejection(error))
  }
}

function mappedTo(item: SourceItem<unknown>, result: MapResult): ImportRecord {
  const placed: PlacedAction[] = []
  const record: ImportRecord = { item, actions: placed, rejection: undefined }
  if (result === undefined || result === null) return record
  if (!Array.isArray(result)) {
    if (!isImportAction(result)) return rejected(item, notAnAction(result))
    placed.push({ action: result, record, actionIndex: 0 })
    return record
  }
  for (const [actionIndex, action] of (result as readonly unknown[]).entries()) {
    if (!isImportAction(action)) return rejected(item, notAnAction(action))
    placed.push({ action, record, actionIndex })
  }
  return record
}

function rejected(item: SourceItem<unknown>, rejection: Rejection): ImportRecord {
  return { item, actions: [], rejection }
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

function isThenable(value: unknown): value is PromiseLike<MapResult> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function"
}
