import type { MappedAction } from "./mapped-records.ts"

/** All actions of one record, in order. */
export type ActionsOfRecord = readonly [MappedAction, ...MappedAction[]]

/** Divides actions by their records, of which each has its actions in a row. */
export function* actionsByRecord(
  actions: readonly MappedAction[],
): Generator<ActionsOfRecord, void, undefined> {
  for (let start = 0, end = 0; start < actions.length; start = end) {
    while (end < actions.length && actions[end]?.item === actions[start]?.item) end += 1
    const ofRecord = actions.slice(start, end)
    if (isFilled(ofRecord)) yield ofRecord
  }
}

function isFilled(actions: readonly MappedAction[]): actions is ActionsOfRecord {
  return actions.length > 0
}
