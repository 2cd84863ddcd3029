import { emailKey } from "../actions/identity.ts"
import type { Rejection } from "../actions/outcome.ts"
import { sentIdentity } from "./answer.ts"
import type { RequestForm, Sent } from "./answer.ts"
import { NOBODY } from "./culprits.ts"
import type { Culprits } from "./culprits.ts"
import { dataFieldAt } from "./data-field.ts"
import type { ErrorBody } from "./error-body.ts"
import { DATE_FORMS } from "./date-forms.ts"
import { fitOf } from "./field-fit.ts"
import { isOffending, mayBeOffending } from "./field-mismatch.ts"
import { fieldLimitCulprits } from "./field-limit-culprits.ts"
import { isMalformedAddress } from "./is-malformed-address.ts"
import { elementsOf, mayFixType } from "./may-fix-type.ts"
import { isJsonObject, stringsIn, valueAt } from "../json/json-object.ts"
import type { Message } from "../messages/message.ts"
import { asField, asOthers, asOurs, asQuoted, asType, asValue, say } from "../messages/say.ts"

/** Finds the actions that a refusal of a bulk request blames; what it says is believed only where it is seen to be true. */
export function findCulprits(error: ErrorBody, sent: Sent): Culprits {
  switch (error.code) {
    case "BadJsonBody":
      return byPointers(error, sent)
    case "RequestFieldsTypesMismatched":
      return byFieldTypes(error, sent)
    case "InvalidEmailAddressError":
      return byEmails(error, sent)
    case "UniqueFieldsLimitExceeded":
      return fieldLimitCulprits(error, sent)
    case undefined:
    default:
      return NOBODY
  }
}

const POINTER = /^obj\.(\w+)\[(\d+)\](?:\.(.*))?$/

/**
 * `{"obj.users[1].preferUserId": "Boolean value expected"}`: each pointer is checked, as an index has been seen to be off.
 *
 * Surely to blame is only who breaks what the endpoint is known to declare. Whoever has another value than the pointer expects,
 * in a place of which nothing is known, is suspect: all others may have the same there. Whoever has nothing there is innocent.
 *
 * Source: recorded answers of users/bulkUpdate and events/trackBulk, three generations of them.
 */
function byPointers(error: ErrorBody, sent: Sent): Culprits {
  const rejected = new Map<number, Rejection>()
  const suspects = new Set<number>()
  for (const [pointer, detail] of Object.entries(error.params)) {
    const [, array, digits, path = ""] = POINTER.exec(pointer) ?? []
    const index = Number(digits)
    if (array === undefined || array !== sent.form.array || index >= sent.count) continue
    const value = path === "" ? sent.wireAt(index) : valueAt(sent.wireAt(index), path)
    const expected = expectationIn(detail)
    if (mayBeAbsent(value, path, sent.form) || meets(value, expected)) continue
    if (sent.count > 1 && !isSurelyWrong(value, path, sent.form)) {
      suspects.add(index)
      continue
    }
    const place = path === "" ? say`the action` : asField(path)
    const message = say`${place}: ${asOthers(expected)}, got ${asValue(excerpt(value))}`
    rejected.set(index, { stage: "api", code: "BadJsonBody", ...message })
  }
  return { rejected, suspects: [...suspects].filter((index) => !rejected.has(index)) }
}

/** Optional members may be null, which is as good as absent. */
function mayBeAbsent(value: unknown, path: string, { required }: RequestForm): boolean {
  return (value === undefined || value === null) && !required.has(path)
}

function isSurelyWrong(value: unknown, path: string, { memberTypes }: RequestForm): boolean {
  const declared = memberTypes.get(path)
  if (declared === undefined) return false
  // oxlint-disable-next-line valid-typeof -- these are its names of types
  return declared === "object" ? !isJsonObject(value) : typeof value !== declared
}

/** What a pointer's detail expects, whether it is a sentence or a list of `error.expected.…` keys. */
function expectationIn(detail: unknown): string {
  if (typeof detail === "string") return detail
  if (!Array.isArray(detail)) return ""
  const messages: unknown[] = detail.map((item: unknown) => (isJsonObject(item) ? item["msg"] : item))
  return messages.flatMap((message) => (Array.isArray(message) ? stringsIn(message) : [message])).join(", ")
}

const EXPECTED: readonly (readonly [RegExp, (value: unknown) => boolean])[] = [
  [/missing/i, (value) => value !== undefined],
  [/bool/i, (value) => typeof value === "boolean"],
  [/number|\bint|integer|long|double/i, (value) => typeof value === "number"],
  [/string/i, (value) => typeof value === "string"],
  [/array/i, (value) => Array.isArray(value)],
  [/object/i, (value) => isJsonObject(value)],
]

/** Whether a value is what was expected; what is not understood counts as met, so that nobody is blamed for it. */
function meets(value: unknown, expectation: string): boolean {
  return EXPECTED.find(([words]) => words.test(expectation))?.[1](value) ?? true
}

/**
 * `params.validationErrors` names fields, not records: the culprits are those whose value there cannot be of the expected
 * type, or is the offending one and would need a conversion; suspect are others that would need one, and the offending
 * value where it should fit. All of them are but suspect where it may be the field of several events, each with a type of its own, or
 * where no record has the offending value.
 *
 * Source: recorded answer of users/update.
 */
function byFieldTypes(error: ErrorBody, sent: Sent): Culprits {
  const rejected = new Map<number, Rejection>()
  const suspects = new Set<number>()
  const errors = error.params["validationErrors"]
  if (!isJsonObject(errors)) return NOBODY
  const isByEventName = sent.form.fieldTypesBy === "event-name"
  for (const [field, detail] of Object.entries(errors)) {
    const expectedType =
      isJsonObject(detail) && typeof detail["expectedType"] === "string" ? detail["expectedType"] : ""
    const category = isJsonObject(detail) ? detail["category"] : undefined
    const offendingValue = isJsonObject(detail) ? detail["offendingValue"] : undefined
    const eventNames = new Set<unknown>()
    const found: (readonly [index: number, isCulprit: boolean, value: unknown])[] = []
    let isAnyoneNamed = offendingValue === undefined
    // The field may be new, and its type that of another value in the request.
    let isOld = true
    for (let index = 0; index < sent.count; index += 1) {
      const wire = sent.wireAt(index)
      if (isByEventName && !mayConcern(wire["eventName"], category)) continue
      const value = dataFieldAt(wire, field)
      if (value === undefined || value === null) continue
      const fit = fitOf(value, expectedType)
      if (elementsOf(value).some((element) => mayFixType(element, expectedType))) isOld = false
      const isNamed = isOffending(value, offendingValue)
      isAnyoneNamed ||= isNamed || mayBeOffending(value, offendingValue)
      if (isByEventName) eventNames.add(wire["eventName"])
      if (fit === "fits" && !isNamed) continue
      found.push([index, fit === "cannot" || (fit === "maybe" && isNamed), value])
    }
    const isProven = isAnyoneNamed && eventNames.size <= 1
    for (const [index, isCulprit, value] of found) {
      if (!isProven || !isCulprit) suspects.add(index)
      else if (!rejected.has(index)) rejected.set(index, typeRejection(field, expectedType, value, isOld))
    }
  }
  return { rejected, suspects: [...suspects].filter((index) => !rejected.has(index)) }
}

/** Types of event fields are locked by event name. What the category of an event error looks like is not known. */
function mayConcern(eventName: unknown, category: unknown): boolean {
  return isGeneralCategory(category) || category === eventName
}

/** Whether a category names a kind of fields, and no event; one that is left out names nothing. */
export function isGeneralCategory(category: unknown): boolean {
  return typeof category !== "string" || category === "" || /^(user|event|customEvent)$/i.test(category)
}

/**
 * Why an action is refused whose field does not have the type that is expected.
 *
 * @param isOld whether the project is sure to have the field, with this type; else it may be new, and have it from another value
 */
export function typeRejection(
  field: string,
  expectedType: string,
  value: unknown,
  isOld: boolean,
): Rejection {
  const place = asField(`dataFields.${field}`)
  const type = asType(expectedType)
  const expected = isOld
    ? say`${place} has the type ${type} in this project for good`
    : say`Iterable expects the type ${type} in ${place}`
  const message = say`${expected}; got ${asQuoted(excerpt(value))}${hintOn(expectedType, value)}`
  return { stage: "api", code: "RequestFieldsTypesMismatched", ...message }
}

function hintOn(expectedType: string, value: unknown): Message {
  if (expectedType === "date") return say`; dates are written ${asOurs(DATE_FORMS)}`
  const fits = new Set(elementsOf(value).map((element) => fitOf(element, expectedType)))
  return fits.has("fits") && fits.size > 1 ? say`, whose values have several types` : say``
}

/**
 * `Emails invalid: foo@, bar`: surely to blame is who has such an address that is plainly none, or who is alone; others are suspect.
 *
 * Source: recorded answer of users/bulkUpdate.
 */
function byEmails(error: ErrorBody, sent: Sent): Culprits {
  const [, list = ""] = /^(?:Emails invalid|Invalid emails?): ?(.*)$/i.exec(error.message) ?? []
  const listed = new Set(list.split(",").map((text) => emailKey(text.trim())))
  const rejected = new Map<number, Rejection>()
  const suspects: number[] = []
  const withComma: number[] = []
  for (let index = 0; index < sent.count; index += 1) {
    const { email, newEmail } = sentIdentity(sent, index)
    const emails = [email, newEmail].filter((one) => one !== undefined)
    if (emails.some((one) => one.includes(","))) withComma.push(index)
    const found = emails.find((one) => listed.has(emailKey(one)))
    if (found === undefined) continue
    if (sent.count > 1 && !isMalformedAddress(found)) {
      suspects.push(index)
      continue
    }
    const message = say`email: a valid address expected, got ${asValue(excerpt(found))}`
    rejected.set(index, { stage: "api", code: "InvalidEmailAddressError", ...message })
  }
  // A message that names a whole request is more likely to list it than to judge each of its addresses.
  const namesAll = rejected.size + suspects.length === sent.count
  if (sent.count === 1 || (withComma.length === 0 && !namesAll)) return { rejected, suspects }
  // A part of an address that holds a comma may look like somebody else's.
  const all = new Set([...rejected.keys(), ...suspects, ...withComma])
  return { rejected: new Map(), suspects: [...all].toSorted((one, other) => one - other) }
}

const MAX_EXCERPT_LENGTH = 80

function excerpt(value: unknown): string {
  const text = value === undefined ? "nothing" : (JSON.stringify(value) ?? "nothing")
  return text.length > MAX_EXCERPT_LENGTH ? `${text.slice(0, MAX_EXCERPT_LENGTH)}…` : text
}
