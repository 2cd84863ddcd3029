import { READING_KEYS } from "../access/api-key.ts"
import { textAnswer } from "../answers/answer.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { LIST_ID_PATTERN } from "../project/stored-list.ts"
import { invalidListAnswer, readList, usersOn } from "../reads/read-list.ts"

/**
 * Tells as plain text how many users are on a list.
 *
 * Source: recorded answers.
 */
export const listsSize: EndpointDefinition<"lists/{listId}/size"> = {
  name: "lists/{listId}/size",
  method: "GET",
  path: "lists/{listId}/size",
  parameterPatterns: { listId: LIST_ID_PATTERN },
  keys: READING_KEYS,
  rateLimit: { perSecond: 5 / 60, burst: 5 },
  body: null,
  records: "none",
  answer: (call) => {
    const { listId = "" } = call.parameters
    const list = readList(call, listId)
    return list === null
      ? invalidListAnswer(call, listId)
      : textAnswer(200, String(usersOn(call, list).length))
  },
}
