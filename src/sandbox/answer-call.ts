import { isAscii, isUtf8 } from "node:buffer"
import { gunzipSync } from "node:zlib"

import { badJsonBodyAnswer, invalidJsonAnswer } from "./bad-json-body-answer.ts"
import { oversizeAnswer } from "./batch-too-large-answer.ts"
import type { Call, Outcome } from "./call.ts"
import { commerceTrackPurchase } from "./commerce-track-purchase.ts"
import { isObject } from "./data-fields.ts"
import type { Endpoint } from "./endpoint.ts"
import { eventsTrack } from "./events-track.ts"
import { eventsTrackBulk } from "./events-track-bulk.ts"
import { listsCreate } from "./lists-create.ts"
import { listsDelete } from "./lists-delete.ts"
import { listsSubscribe } from "./lists-subscribe.ts"
import { listsUnsubscribe } from "./lists-unsubscribe.ts"
import { misplacedPointerAnswer } from "./misplaced-pointer-answer.ts"
import { readEvents } from "./read-events.ts"
import { readListUsers } from "./read-list-users.ts"
import { readLists } from "./read-lists.ts"
import { readUser } from "./read-user.ts"
import { readUserFields } from "./read-user-fields.ts"
import { headerOf } from "./sandbox-request.ts"
import { usersBulkUpdate } from "./users-bulk-update.ts"
import { usersUpdate } from "./users-update.ts"

const WITH_BODY: Readonly<Partial<Record<Endpoint, (call: Call) => Outcome>>> = {
  "users/bulkUpdate": usersBulkUpdate,
  "users/update": usersUpdate,
  "events/trackBulk": eventsTrackBulk,
  "events/track": eventsTrack,
  "commerce/trackPurchase": commerceTrackPurchase,
  "lists/subscribe": listsSubscribe,
  "lists/unsubscribe": listsUnsubscribe,
  "POST lists": listsCreate,
}
const WITHOUT_BODY: Readonly<Partial<Record<Endpoint, (call: Call) => Outcome>>> = {
  "GET lists": readLists,
  "lists/{listId}": listsDelete,
  "lists/getUsers": readListUsers,
  "lists/{listId}/size": readListUsers,
  "users/getByEmail": readUser,
  "users/{email}": readUser,
  "users/byUserId": readUser,
  "users/byUserId/{userId}": readUser,
  "users/getFields": readUserFields,
  "events/{email}": readEvents,
  "events/byUserId/{userId}": readEvents,
}

/** Answers a request that has a route, a valid key and a token: checks its size and its JSON, then asks its endpoint. */
export function answerCall(call: Omit<Call, "text" | "json">): Outcome {
  const { endpoint } = call.route
  const bodiless = WITHOUT_BODY[endpoint]
  if (bodiless !== undefined) return bodiless({ ...call, text: "", json: {} })
  const { maxBodyBytes, behavior } = call.project.options
  const { body } = call.request
  const bodyBytes = call.request.bodyBytes ?? body.length
  if (bodyBytes > maxBodyBytes) {
    return { answer: oversizeAnswer(behavior.oversizeReply, bodyBytes, maxBodyBytes), records: 0 }
  }
  const text = textOf(call)
  const parsed = parseJson(text)
  const described = { ...call, text: text ?? "", json: {} }
  if (parsed === undefined) return { answer: invalidJsonAnswer(described), records: 0 }
  if (!isObject(parsed)) {
    return { answer: badJsonBodyAnswer(described, [{ path: "obj", expected: "object" }]), records: 0 }
  }
  const write = WITH_BODY[endpoint] ?? usersBulkUpdate
  const whole = { ...described, json: parsed }
  const misplaced = misplacedPointerAnswer(whole)
  return misplaced === null ? write(whole) : { answer: misplaced, records: 0 }
}

function textOf(call: Omit<Call, "text" | "json">): string | null {
  const { request, project } = call
  let bytes = Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength)
  const encoding = headerOf(request, "content-encoding") ?? "identity"
  if (encoding === "gzip" && project.options.behavior.gzipRequests === "accept") {
    try {
      bytes = gunzipSync(bytes, { maxOutputLength: Math.max(1, project.options.maxBodyBytes) })
    } catch {
      return null
    }
  }
  if (isAscii(bytes)) return bytes.toString("latin1")
  return isUtf8(bytes) ? bytes.toString("utf8") : null
}

function parseJson(text: string | null): unknown {
  if (text === null) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
