import { CLIENT_KEYS } from "../access/api-key.ts"
import { type Answer, apiAnswer, okAnswer } from "../answers/answer.ts"
import { mismatchAnswer } from "../answers/mismatch-answer.ts"
import type { Call } from "../calls/call.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { EventSchemaCheck } from "../checks/event-schema-check.ts"
import type { Member } from "../checks/violation.ts"
import { HELD_PURCHASES } from "../inspection/held-event.ts"
import { HELD_USERS } from "../inspection/held-user.ts"
import type { StoredPurchase } from "../project/activity-store.ts"
import { type DataFields, isObject } from "../project/data-fields.ts"
import type { StoredUser } from "../project/stored-user.ts"
import { logApplied } from "../records/log-applied.ts"
import { readCreatedAt } from "../records/read-created-at.ts"
import { SINGLE_USER_MEMBERS, type UserRecord } from "../records/user-record.ts"
import { writeSingleUser } from "../records/write-single-user.ts"
import { randomHex } from "../seeded-random.ts"

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

/**
 * Creates or updates the user, empties its `shoppingCartItems`, and stores the purchase.
 *
 * Source: Iterable's API documentation, `TrackPurchaseRequest`.
 */
export const commerceTrackPurchase: EndpointDefinition<"commerce/trackPurchase"> = {
  name: "commerce/trackPurchase",
  method: "POST",
  path: "commerce/trackPurchase",
  keys: CLIENT_KEYS,
  rateLimit: null,
  body: [
    { name: "user", kind: "object", required: true, members: SINGLE_USER_MEMBERS },
    { name: "items", kind: "array", required: true, members: ITEM_MEMBERS },
    { name: "total", kind: "number", required: true },
    { name: "id", kind: "string" },
    { name: "createdAt", kind: "integer" },
    { name: "dataFields", kind: "object" },
    { name: "campaignId", kind: "integer" },
    { name: "templateId", kind: "integer" },
  ],
  records: "single",
  applies: {
    name: "purchase",
    idOf: ({ purchases }, number) => purchases.byNumber(number)?.id ?? null,
  },
  holds: [HELD_USERS, HELD_PURCHASES],
  answer: (call) => purchase(call, call.json as unknown as PurchaseRecord),
}

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
  const { purchases, options } = call.project
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
  logApplied(call, record, { userNumber: user.number, subjectNumber: stored.number })
}
