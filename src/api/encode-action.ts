import type { ImportAction } from "../actions/import-action.ts"
import type { CustomEvent } from "../resources/custom-event.ts"
import type { DataFields } from "../resources/fields.ts"
import type { Purchase } from "../resources/purchase.ts"
import type { UserProfile } from "../resources/user-profile.ts"
import { JsonWriter } from "./json-writer.ts"
import { refuseUnsayable } from "./refuse-unsayable.ts"
import { writeValue } from "./write-value.ts"

const QUOTE = 0x22
const CLOSING = 0x7d

/**
 * An action as its endpoint takes it, in JSON. Fields that were not given are left out.
 *
 * @throws {@link ResourceError} if a data field cannot be said in JSON.
 */
export function encodeAction(action: ImportAction): string {
  const writer = new JsonWriter(Buffer.alloc(0))
  writeAction(writer, action)
  return writer.bytes.toString("utf8", 0, writer.length)
}

/**
 * Writes what {@link encodeAction} gives.
 *
 * @throws {@link ResourceError} if a data field cannot be said in JSON; what was written so far means nothing then.
 */
export function writeAction(writer: JsonWriter, action: ImportAction): void {
  switch (action.kind) {
    case "update-user-profile":
      return writeUser(writer, action.user, "")
    case "track-custom-event":
      return writeEvent(writer, action.event)
    case "track-purchase":
      return writePurchase(writer, action.purchase)
  }
}

/** Gives an id to the event or purchase that was written last. */
export function writeId(writer: JsonWriter, id: string): void {
  writer.length -= 1
  writeOwnId(writer, id)
  writer.mark(CLOSING)
}

/** Writes an id, in which nothing has to be escaped. Not put together first: that would be one more string to make for each event. */
function writeOwnId(writer: JsonWriter, id: string): void {
  writer.ascii(',"id":"')
  writer.ascii(id)
  writer.mark(QUOTE)
}

function writeUser(writer: JsonWriter, user: UserProfile, within: string): void {
  const { email, userId } = user
  if (email !== undefined) {
    writer.ascii('{"email":')
    writer.text(email)
  }
  if (userId !== undefined) {
    writer.ascii(email === undefined ? '{"userId":' : ',"userId":')
    writer.text(userId)
  }
  if (user.dataFields !== undefined) {
    writer.ascii(',"dataFields":')
    writeDataFields(writer, user.dataFields, `${within}dataFields`)
  }
  if (user.preferUserId) writer.ascii(',"preferUserId":true')
  if (user.mergeNestedObjects) writer.ascii(',"mergeNestedObjects":true')
  writer.mark(CLOSING)
}

function writeEvent(writer: JsonWriter, event: CustomEvent): void {
  writer.ascii('{"eventName":')
  writer.text(event.eventName)
  if (event.email !== undefined) {
    writer.ascii(',"email":')
    writer.text(event.email)
  }
  if (event.userId !== undefined) {
    writer.ascii(',"userId":')
    writer.text(event.userId)
  }
  writeTracking(writer, event)
  if (event.createNewFields !== undefined) writer.ascii(`,"createNewFields":${event.createNewFields}`)
  writer.mark(CLOSING)
}

function writePurchase(writer: JsonWriter, purchase: Purchase): void {
  writer.ascii('{"user":')
  writeUser(writer, purchase.user, "user.")
  writer.ascii(',"items":')
  for (const [index, { dataFields }] of purchase.items.entries()) {
    if (dataFields !== undefined) refuseUnsayable(dataFields, `items[${index}].dataFields`)
  }
  writer.raw(JSON.stringify(purchase.items))
  writer.ascii(',"total":')
  writer.number(purchase.total)
  writeTracking(writer, purchase)
  writer.mark(CLOSING)
}

/** Writes the members that events and purchases share. */
function writeTracking(writer: JsonWriter, tracked: CustomEvent | Purchase): void {
  const { campaignId, createdAt, dataFields, id, templateId } = tracked
  if (id !== undefined) writeOwnId(writer, id)
  if (createdAt !== undefined) {
    writer.ascii(',"createdAt":')
    writer.number(createdAt)
  }
  if (dataFields !== undefined) {
    writer.ascii(',"dataFields":')
    writeDataFields(writer, dataFields, "dataFields")
  }
  if (campaignId !== undefined) writer.ascii(`,"campaignId":${campaignId}`)
  if (templateId !== undefined) writer.ascii(`,"templateId":${templateId}`)
}

function writeDataFields(writer: JsonWriter, fields: DataFields, field: string): void {
  const { length } = writer
  if (writeValue(writer, fields)) return
  writer.length = length
  refuseUnsayable(fields, field)
  writer.raw(JSON.stringify(fields))
}
