import type { Kind } from "../kinds/kind.ts"
import type { Kinds } from "../kinds/kinds.ts"
import type { Rejection } from "../actions/outcome.ts"
import { isThrown, propertyOf, saidBy } from "../errors.ts"
import { meant, shown } from "../resources/fields.ts"
import { originOf } from "../sources/data-source.ts"
import type { SourceItem } from "../sources/data-source.ts"
import { ActionGroups, actionGroup } from "./action-groups.ts"
import type { MappedRecords, MappedAction, UnmappedRecord } from "./mapped-records.ts"
import type { MapFunction } from "./map-function.ts"
import { asOurs, asValue, say } from "../messages/say.ts"
import type { Message } from "../messages/message.ts"

/** Once there are this many actions, no more are added. */
const MANY_ACTIONS = 10_000

/**
 * Gives each record to the map function; the rest of the import sees only the result. Keeps the order, and the arrays
 * too. Only arrays whose records ask for very many actions are divided, so that few records have their actions in
 * memory at a time.
 */
export async function* mapRecords<Data>(
  arrays: AsyncIterable<readonly SourceItem<Data>[]>,
  mapFunction: MapFunction<Data>,
  kinds: Kinds,
): AsyncGenerator<MappedRecords, void, undefined> {
  for await (const items of arrays) {
    for (let start = 0; start < items.length;) {
      const mapped = await mapSome(items, start, mapFunction, kinds)
      start += mapped.items.length
      yield mapped
    }
    if (items.length === 0) yield { items, unmapped: [], skipped: [], actions: [] }
  }
}

/** Maps the items from `start` on, up to the end or until there are many actions. */
async function mapSome<Data>(
  items: readonly SourceItem<Data>[],
  start: number,
  mapFunction: MapFunction<Data>,
  kinds: Kinds,
): Promise<MappedRecords> {
  const unmapped: UnmappedRecord[] = []
  const actions: MappedAction[] = []
  const skipped: SourceItem<Data>[] = []
  let end = start
  while (end < items.length && actions.length < MANY_ACTIONS) {
    const item = items[end]
    end += 1
    if (item === undefined) continue
    if ("problem" in item) {
      unmapped.push({ item, rejection: { stage: "parse", ...item.problem } })
      continue
    }
    const actionsBefore = actions.length
    let rejection: Rejection | undefined
    try {
      // A copy, as a map function may change it.
      const result = mapFunction(item.record, { ...originOf(item) })
      // Awaiting a value that is not a promise would cost a tick per record.
      rejection = addActions(item, isThenable(result) ? await result : result, actions, kinds)
    } catch (error) {
      rejection = mapRejection(error)
    }
    if (rejection !== undefined) {
      // All of a record's actions, or none.
      actions.length = actionsBefore
      unmapped.push({ item, rejection })
    } else if (actions.length === actionsBefore) skipped.push(item)
    item.release?.()
  }
  // If little of a chunk is sent, only that part stays in memory, not the chunk.
  if (actions.length * 2 < end - start) for (const { item } of actions) if ("record" in item) item.compact?.()
  return {
    items: start === 0 && end === items.length ? items : items.slice(start, end),
    unmapped,
    skipped,
    actions,
  }
}

/**
 * Adds what a map function returned to `actions`. If something in it is not an action, stops there and gives the
 * rejection.
 */
function addActions(
  item: SourceItem<unknown>,
  result: unknown,
  actions: MappedAction[],
  kinds: Kinds,
): Rejection | undefined {
  if (result === undefined || result === null) return undefined
  const returned: readonly unknown[] = Array.isArray(result) ? result : [result]
  const actionCount = returned.length
  // Most records have one action, so there is nothing to tell it apart from.
  const groups = actionCount === 1 ? undefined : new ActionGroups()
  for (let actionIndex = 0; actionIndex < actionCount; actionIndex += 1) {
    const value = returned[actionIndex]
    const made = kinds.actionFrom(value)
    if (made === undefined) return notAnAction(value, Array.isArray(result), kinds)
    const { action, kind } = made
    const { group, ordinal } = groups?.next(made) ?? { group: actionGroup(made), ordinal: 0 }
    actions.push({ item, actionIndex, actionCount, kind, group, ordinal, action })
  }
  return undefined
}

function mapRejection(error: unknown): Rejection {
  const ofResource = isThrown(error, Error) && propertyOf(error, "code") === "RESOURCE"
  return {
    stage: "map",
    code: ofResource ? "invalid-field" : "map-function-threw",
    ...saidBy(error),
  }
}

function notAnAction(value: unknown, isInArray: boolean, kinds: Kinds): Rejection {
  const found = unknownKind(value, kinds) ?? asValue(shown(value))
  const what = isInArray ? say`an array that holds ${found}` : found
  const classes = asOurs(kinds.all.map(withArticle).join(", "))
  return {
    stage: "map",
    code: "not-an-action",
    ...say`the map function returned ${what}; it must return ${classes}, an array of these, or nothing`,
  }
}

/**
 * A plain object names its kind: a message about an unknown kind says more than one about a value that is no action
 * at all.
 */
function unknownKind(value: unknown, { all }: Kinds): Message | undefined {
  if (typeof value !== "object" || value === null || !("kind" in value)) return undefined
  const { kind } = value
  if (typeof kind !== "string") return undefined
  const names = all.map(({ name }) => name)
  const ofClass = all.find(({ className }) => className === kind)
  const hint = ofClass === undefined ? meant(kind, names) : say` (did you mean ${asOurs(ofClass.name)}?)`
  return say`an object of the unknown kind ${asValue(shown(kind))}${hint}`
}

function withArticle({ className }: Kind): string {
  return `${/^[AEIOU]/.test(className) ? "an" : "a"} ${className}`
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function"
}
