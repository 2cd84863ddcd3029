import type { StoredPurchase } from "./activity-store.ts"
import { type Answer, apiAnswer, okAnswer } from "./answer.ts"
import { badJsonBodyAnswer } from "./bad-json-body-answer.ts"
import type { Call, Outcome } from "./call.ts"
import { readCreatedAt } from "./read-created-at.ts"
import { type DataFields, isObject } from "./data-fields.ts"
import { EventSchemaCheck } from "./event-schema-check.ts"
import { mismatchAnswer } from "./mismatch-answer.ts"
import { randomHex } from "./seeded-random.ts"
import { SINGLE_USER_MEMBERS, writeSingleUser } from "./users-update.ts"
import type { UserRecord } from "./user-record.ts"
import type { StoredUser } from "./stored-user.ts"
import { type Member, type Violation, violationsOf } from "./violation.ts"

const MEMBERS: readonly Member[] = [
  { name: "user", kind: "object", required: true },
  { name: "items", kind: "array", required: true },
  { name: "total", kind: "number", required: true },
  { name: "id", kind: "string" },
  { name: "createdAt", kind: "integer" },
  { name: "dataFields", kind: "object" },
  { name: "campaignId", kind: "integer" },
  { name: "templateId", kind: "integer" },
]
const ITEM_MEMBERS: readonly Member[] = [
  { name: "id", kind: "string", required: true },
  { name: "name", kind: "string", required: true },
  { name: "price", kind: "number", required: true },
  { name: "quantity", kind: "integer", required: true },
  { name: "sku", kind: "string" },
  { name: "description", kind: "string" },
  { name: "url", kind: "string" },
  { name: "imageUrl", kind: "string" },
  { name: "categories", kind: "array" },
  { name: "dataFields", kind: "object" },
]
const MAX_ID_BYTES = 512
const ITEM_PREFIX = "shoppingCartItems.dataFields."

interface PurchaseRecord {
  readonly user: UserRecord
  readonly items: readonly (DataFields & { readonly dataFields?: DataFields | null })[]
  readonly total: number
  readonly id?: string | null
  readonly createdAt?: number | null
  readonly dataFields?: DataFields | null
  readonly campaignId?: number | null
  readonly templateId?: number | null
}

/**
 * Answers `POST /api/commerce/trackPurchase`: creates or updates the user, empties its `shoppingCartItems`, stores the
 * purchase.
 *
 * Source: Iterable's API documentation, `TrackPurchaseRequest`.
 */
export function commerceTrackPurchase(call: Call): Outcome {
  const violations = violationsIn(call.json)
  const answer =
    violations.length > 0
      ? badJsonBodyAnswer(call, violations)
      : purchase(call, call.json as unknown as PurchaseRecord)
  return { answer, records: 1 }
}

function violationsIn(json: Readonly<Record<string, unknown>>): readonly Violation[] {
  const { user, items } = json
  return [
    ...violationsOf(json, MEMBERS, "obj"),
    ...(typeof user === "object" && user !== null ? violationsOf(user, SINGLE_USER_MEMBERS, "obj.user") : []),
    ...(Array.isArray(items)
      ? items.flatMap((item, index) => violationsOf(item, ITEM_MEMBERS, `obj.items[${index}]`))
      : []),
  ]
}

function purchase(call: Call, record: PurchaseRecord): Answer {
  const { project } = call
  const givenId = record.id ?? null
  if (givenId !== null && Buffer.byteLength(givenId) > MAX_ID_BYTES) {
    return apiAnswer(400, "BadParams", `Purchase id is longer than ${MAX_ID_BYTES} bytes`)
  }
  const check = new EventSchemaCheck(project)
  const fields = check.of("purchase")
  const isNewAllowed = project.options.newFieldsPolicy === "allow"
  fields.check(record.dataFields ?? {}, isNewAllowed)
  for (const item of record.items) {
    fields.check(item.dataFields ?? {}, isNewAllowed, ITEM_PREFIX)
  }
  const refused = check.limitAnswer() ?? mismatchAnswer(project, check.all())
  if (refused !== null) return refused
  const written = writeSingleUser(call, record.user)
  if ("answer" in written) return written.answer
  check.commit()
  const id = givenId ?? randomHex(project.random, 30)
  const items = record.items.map((item) =>
    isObject(item.dataFields) ? { ...item, dataFields: fields.keep(item.dataFields, ITEM_PREFIX) } : item,
  )
  const dataFields = fields.keep(record.dataFields ?? {})
  store(call, { ...record, items, dataFields }, written.user, id)
  return okAnswer(project.options.behavior.responseShape === "full-2026" ? { id } : null)
}

function store(call: Call, record: PurchaseRecord, user: StoredUser, id: string): void {
  const { purchases, options, applied } = call.project
  if (Object.hasOwn(user.dataFields, "shoppingCartItems")) {
    user.dataFields = { ...user.dataFields, shoppingCartItems: [] }
  }
  const before = purchases.byId(id)
  const createdAtMs = readCreatedAt(record.createdAt ?? null, options.behavior.createdAtUnit)
  const stored: StoredPurchase = {
    number: before?.number ?? purchases.nextNumber,
    id,
    userNumber: user.number,
    createdAtMs: createdAtMs ?? before?.createdAtMs ?? call.receivedAtMs,
    storedAtMs: before?.storedAtMs ?? call.receivedAtMs,
    dataFields: record.dataFields ?? {},
    campaignId: record.campaignId ?? null,
    templateId: record.templateId ?? null,
    timesApplied: (before?.timesApplied ?? 0) + 1,
    total: record.total,
    items: record.items,
  }
  purchases.put(stored)
  if (before?.userNumber !== user.number) (user.purchaseNumbers ??= []).push(stored.number)
  const trace = options.traceField === undefined ? undefined : record.dataFields?.[options.traceField]
  applied.add({
    kind: "purchase",
    requestNumber: call.requestNumber,
    recordIndex: 0,
    userNumber: user.number,
    subjectNumber: stored.number,
    trace,
  })
}
