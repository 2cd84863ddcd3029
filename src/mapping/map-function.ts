import type { ImportAction, ImportActionObject } from "../kinds/all-kinds.ts"
import type { Position } from "../sources/data-source.ts"

/** What a map function may return: an action, several, or nothing (the record is then skipped). */
export type MapResult = AnyAction | readonly AnyAction[] | null | undefined | void

/** An action: of a class, or a plain object with its `kind`. */
export type AnyAction = ImportAction | ImportActionObject

/**
 * Says what is to be done with a record. Called once for each, in order, the next one after the promise of the last one
 * (if it returned one) is settled. If it throws, that record is rejected with the error's message and the import goes on.
 */
export type MapFunction<Data> = (record: Data, position: Position) => MapResult | Promise<MapResult>
