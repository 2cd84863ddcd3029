import { SERVER_KEYS } from "../access/api-key.ts"
import { textAnswer } from "../answers/answer.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { idLines, invalidListAnswer, readList, usersOn } from "../reads/read-list.ts"

/**
 * Shows the users of a list as plain text, an id on each line.
 *
 * Source: recorded answers.
 */
export const listsGetUsers: EndpointDefinition<"lists/getUsers"> = {
  name: "lists/getUsers",
  method: "GET",
  path: "lists/getUsers",
  keys: SERVER_KEYS,
  rateLimit: { perSecond: 5 / 60, burst: 5 },
  body: null,
  records: "none",
  answer: (call) => {
    const listId = call.query.get("listId") ?? ""
    const list = readList(call, listId)
    return list === null
      ? invalidListAnswer(call, listId)
      : textAnswer(200, idLines(call, usersOn(call, list)))
  },
}
