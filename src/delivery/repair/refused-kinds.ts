import { fitOf } from "../../answers/field-fit.ts"
import { isOffending } from "../../answers/field-mismatch.ts"
import type { FieldMismatch } from "../../answers/field-mismatch.ts"
import { elementsOf } from "../../answers/may-fix-type.ts"
import { valueKind } from "../../answers/value-kind.ts"
import type { HeldField } from "../../batches/held-fields.ts"

/** What became of the values of one kind in one field: by whom it was refused, or that it was taken, which is for good. */
type Fate = "taken" | ReadonlySet<unknown>

/** What became of values that might have been converted to a field's type, by their kinds; a kind that was never seen is missing. */
export type RefusedKinds = ReadonlyMap<string, Fate>

export const NO_KINDS: RefusedKinds = new Map()

/** One refusal may be an accident; a second one of the same record may be the record's fault. */
const RECORDS_OF_A_REFUSED_KIND = 2

/** Of dates there are as many kinds as ways to write one. */
const MOST_KINDS = 200

/** Whether a value, or an element of an array, is of a kind that is surely refused. */
export function isOfRefusedKind(kinds: RefusedKinds, value: unknown, type: string): boolean {
  return (
    kinds.size > 0 && kindsIn(value, type).some((kind) => kind !== undefined && isRefused(kinds.get(kind)))
  )
}

/** Whether a value is of a kind of which it is not known yet that it is taken. */
export function isOfOpenKind(kinds: RefusedKinds, value: unknown, type: string): boolean {
  return kindsIn(value, type).some(
    (kind) => kind !== undefined && kinds.get(kind) !== "taken" && hasRoomFor(kinds, kind),
  )
}

/** Whether a value is of a kind that was refused, be it once, and never taken. */
export function wasKindRefused(kinds: RefusedKinds, value: unknown, type: string): boolean {
  const kind = valueKind(value, type)
  const fate = kind === undefined ? undefined : kinds.get(kind)
  return fate !== undefined && fate !== "taken"
}

/** What is known after a value was taken. */
export function afterKindsTaken(kinds: RefusedKinds, value: unknown, type: string): RefusedKinds {
  const after = new Map(kinds)
  for (const kind of kindsIn(value, type))
    if (kind !== undefined && hasRoomFor(after, kind)) after.set(kind, "taken")
  return after
}

/**
 * What is known after a refusal; `held` is what the refused request holds in the field.
 *
 * It tells something only if it is certain who is to blame, and if that is the first of its kind in the request: were others before it, they
 * might have been taken.
 */
export function afterKindRefused(
  kinds: RefusedKinds,
  { expectedType: type, offendingValue }: FieldMismatch,
  held: readonly HeldField[],
): RefusedKinds {
  const unfit = held.filter(({ value }) => fitOf(value, type) !== "fits")
  const named = unfit.find(({ value }) => elementsOf(value).some((one) => isOffending(one, offendingValue)))
  const isAnotherNamed = held.some(({ value }) => isOffending(value, offendingValue))
  const culprit = named ?? (unfit.length === 1 && !isAnotherNamed ? unfit[0] : undefined)
  if (culprit === undefined || fitOf(culprit.value, type) === "cannot") return kinds
  const [kind, ...others] = new Set(kindsIn(culprit.value, type))
  if (kind === undefined || others.length > 0 || !hasRoomFor(kinds, kind)) return kinds
  const before = kinds.get(kind) ?? new Set()
  const first = unfit.find(({ value }) => kindsIn(value, type).includes(kind))
  if (before === "taken" || first !== culprit) return kinds
  return new Map([
    ...kinds,
    [kind, new Set([...before, culprit.entry.item].slice(-RECORDS_OF_A_REFUSED_KIND))],
  ])
}

function hasRoomFor(kinds: RefusedKinds, kind: string): boolean {
  return kinds.has(kind) || kinds.size < MOST_KINDS
}

function isRefused(fate: Fate | undefined): boolean {
  return fate !== undefined && fate !== "taken" && fate.size >= RECORDS_OF_A_REFUSED_KIND
}

/** The kinds of those elements that need a conversion. */
function kindsIn(value: unknown, type: string): readonly (string | undefined)[] {
  return elementsOf(value)
    .filter((element) => fitOf(element, type) === "maybe")
    .map((element) => valueKind(element, type))
}
