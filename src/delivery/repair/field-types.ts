import type { Rejection } from "../../actions/outcome.ts"
import { fitOf } from "../../answers/field-fit.ts"
import { mayBeOffending } from "../../answers/field-mismatch.ts"
import type { FieldMismatch } from "../../answers/field-mismatch.ts"
import { isGeneralCategory, typeRejection } from "../../answers/find-culprits.ts"
import { elementsOf, mayFixType } from "../../answers/may-fix-type.ts"
import type { Batch, BatchEntry } from "../../batches/batch.ts"
import { heldFields } from "../../batches/held-fields.ts"
import type { HeldField } from "../../batches/held-fields.ts"
import {
  NO_KINDS,
  isOfRefusedKind,
  afterKindsTaken,
  afterKindRefused,
  isOfOpenKind,
  wasKindRefused,
} from "./refused-kinds.ts"
import type { RefusedKinds } from "./refused-kinds.ts"

/** The type of a field, as refusals named it: of one event name, where it is a field of events. */
export interface FieldType {
  readonly field: string
  readonly type: string
  readonly eventName: string | undefined
  /**
   * Whether the project has this type for good. Not so at first: the field may be new, and its type that of a value in the refused request,
   * which another request may yet fix differently.
   */
  readonly isCertain: boolean
  /** How many refusals named the type while nothing in their requests could have fixed it. */
  readonly tellings: number
  /** What became of values that might have been converted. */
  readonly kinds: RefusedKinds
}

/** What is known of the types of the fields of an endpoint's actions; the least that is known is nothing at all. */
export type FieldTypes = readonly FieldType[]

export const NO_FIELD_TYPES: FieldTypes = []

/** Each of them is looked for in each request. */
const MAX_FIELD_TYPES = 100
/** One refusal may be an accident. */
const TELLINGS_OF_A_CERTAIN_TYPE = 2

/** The entries that Iterable is certain to refuse, each with the reason that it would give. */
export function misfits(
  types: FieldTypes,
  batch: Batch,
  entries: readonly BatchEntry[],
): ReadonlyMap<BatchEntry, Rejection> {
  const found = new Map<BatchEntry, Rejection>()
  for (const one of types) {
    if (!one.isCertain) continue
    const isMisfit = (held: unknown): boolean =>
      fitOf(held, one.type) === "cannot" || isOfRefusedKind(one.kinds, held, one.type)
    for (const { entry, value } of holding(one, batch, entries, isMisfit))
      if (!found.has(entry)) found.set(entry, typeRejection(one.field, one.type, value, true))
  }
  return found
}

/**
 * What is known after a refusal for types; the entries are those of the refused request. An answer that names a value which none of them has
 * tells of no type: it may be about another field.
 */
export function afterRefusal(
  types: FieldTypes,
  mismatches: readonly FieldMismatch[],
  batch: Batch,
  entries: readonly BatchEntry[],
): FieldTypes {
  let known = types
  for (const mismatch of mismatches) {
    const { category, expectedType: type, field, offendingValue } = mismatch
    const held = [...heldFields(batch, entries, field, () => true)]
    const concerned = ofOneCategory(held, category, batch)
    if (concerned === undefined) continue
    const { eventName } = concerned
    const isSame = (one: FieldType): boolean => one.field === field && one.eventName === eventName
    const before = known.find((one) => isSame(one) && one.type === type)
    const isTrue =
      offendingValue === undefined ||
      concerned.held.some(({ value }) => mayBeOffending(value, offendingValue))
    if (!isTrue && before === undefined) continue
    // An answer that says another type than the ones before is believed, and is not certain either.
    const kinds = afterKindRefused(before?.kinds ?? NO_KINDS, mismatch, concerned.held)
    const isFromOutside = isTrue && !concerned.held.some(({ value }) => mayHaveFixed(value, type, kinds))
    const tellings = (before?.tellings ?? 0) + (isFromOutside ? 1 : 0)
    const isCertain = before?.isCertain === true || tellings >= TELLINGS_OF_A_CERTAIN_TYPE
    known = [...known.filter((one) => !isSame(one)), { field, type, eventName, isCertain, tellings, kinds }]
  }
  return known.slice(-MAX_FIELD_TYPES)
}

/**
 * What is known after a good answer to a request that left when `sentWith` was known: a value that fits, and was taken, makes a type
 * certain, as it would have fixed it itself; one that cannot fit, and was taken all the same, refutes it. One that was converted shows
 * that values of its kind are.
 */
export function afterAcceptance(
  types: FieldTypes,
  sentWith: FieldTypes,
  batch: Batch,
  accepted: readonly BatchEntry[],
): FieldTypes {
  const known = types.flatMap((one) => {
    const mayBeRefuted = !one.isCertain || !sentWith.includes(one)
    let { isCertain, kinds } = one
    const isTelling = (value: unknown): boolean => {
      const fit = fitOf(value, one.type)
      if (fit === "cannot") return mayBeRefuted
      return fit === "fits" ? !isCertain : isOfOpenKind(kinds, value, one.type)
    }
    for (const { value } of holding(one, batch, accepted, isTelling)) {
      const fit = fitOf(value, one.type)
      if (fit === "cannot") return []
      if (fit === "fits") isCertain = true
      else kinds = afterKindsTaken(kinds, value, one.type)
    }
    return [isCertain === one.isCertain && kinds === one.kinds ? one : { ...one, isCertain, kinds }]
  })
  const isSame = known.length === types.length && known.every((one, index) => one === types[index])
  return isSame ? types : known
}

/** Whether a new field may have its type from a value; not from one of a kind that was refused for the type, as it would have been taken instead. */
function mayHaveFixed(value: unknown, type: string, kinds: RefusedKinds): boolean {
  return elementsOf(value).some(
    (element) =>
      mayFixType(element, type) && (fitOf(element, type) === "fits" || !wasKindRefused(kinds, element, type)),
  )
}

/** The entries that a type concerns, with what they hold there. */
function* holding(
  { eventName, field }: FieldType,
  batch: Batch,
  entries: readonly BatchEntry[],
  isOfInterest: (value: unknown) => boolean,
): Generator<HeldField, void, undefined> {
  for (const held of heldFields(batch, entries, field, isOfInterest))
    if (eventName === undefined || held.eventName === eventName) yield held
}

/** Those among the holders of a field whom a refusal concerns; undefined where that is not certain. */
function ofOneCategory(
  held: readonly HeldField[],
  category: string | undefined,
  { endpoint }: Batch,
): { readonly held: readonly HeldField[]; readonly eventName: string | undefined } | undefined {
  const { fieldTypesBy } = endpoint.form
  if (fieldTypesBy === "user")
    return held.length > 0 && isGeneralCategory(category) ? { held, eventName: undefined } : undefined
  if (fieldTypesBy === "several") return undefined
  const named = held.filter(({ eventName }) => eventName === category)
  const concerned = named.length === 0 && isGeneralCategory(category) ? held : named
  const eventName = concerned[0]?.eventName
  const isOne = concerned.every((one) => one.eventName === eventName)
  return isOne && typeof eventName === "string" ? { held: concerned, eventName } : undefined
}
