import { SERVER_KEYS } from "../access/api-key.ts"
import { apiAnswer, textAnswer } from "../answers/answer.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { idLines, invalidListAnswer, readList, usersOn } from "../reads/read-list.ts"

const DEFAULT_USERS = 1000
const MAX_USERS = 5000

/**
 * Shows some users of a list as plain text: not a random sample, as Iterable does, but the first ones.
 *
 * Source: Iterable's API documentation.
 */
export const listsPreviewUsers: EndpointDefinition<"lists/previewUsers"> = {
  name: "lists/previewUsers",
  method: "GET",
  path: "lists/previewUsers",
  keys: SERVER_KEYS,
  rateLimit: { perSecond: 5 / 60, burst: 5 },
  body: null,
  records: "none",
  answer: (call) => {
    const listId = call.query.get("listId") ?? ""
    const list = readList(call, listId)
    if (list === null) return invalidListAnswer(call, listId)
    const size = Number(call.query.get("size") ?? DEFAULT_USERS)
    if (!Number.isInteger(size) || size < 1 || size > MAX_USERS) {
      return apiAnswer(400, "BadParams", `size must be between 1 and ${MAX_USERS}`)
    }
    return textAnswer(200, idLines(call, usersOn(call, list).slice(0, size)))
  },
}
