import { type Answer, apiAnswer } from "./answer.ts"
import type { Call } from "./call.ts"
import type { StoredList } from "./stored-list.ts"

/**
 * Finds the list that a request adds to or takes from, or refuses the request.
 *
 * Source: recorded answer, with the code `Success`.
 */
export function calledList(
  call: Call,
  listId: number,
): { readonly list: StoredList } | { readonly answer: Answer } {
  const { project, receivedAtMs, isListHidden } = call
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
