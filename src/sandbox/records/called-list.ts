import { type Answer, apiAnswer } from "../answers/answer.ts"
import type { Call } from "../calls/call.ts"
import type { StoredList } from "../project/stored-list.ts"

/**
 * Finds the list that a request adds to or takes from, or refuses the request.
 *
 * Source: recorded answer, with the code `Success`.
 */
export function calledList({
  project,
  json,
  receivedAtMs,
  fault,
}: Call): { readonly list: StoredList } | { readonly answer: Answer } {
  const listId = Number(json["listId"])
  const isListHidden = fault?.kind === "invalid-list-id"
  const { lists, options } = project
  const found = lists.find(listId)
  if (!isListHidden && found !== null && found.validFromMs <= receivedAtMs) return { list: found }
  if (!isListHidden && found === null && options.unknownListsPolicy === "create") {
    const times = { createdAtMs: receivedAtMs, validFromMs: receivedAtMs }
    return { list: lists.add({ id: listId, name: `List ${listId}` }, times) }
  }
  const params = { projectId: options.projectId, listId }
  return { answer: apiAnswer(400, "Success", `error.lists.invalidListId(${listId})`, params) }
}
