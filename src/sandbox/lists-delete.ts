import { apiAnswer } from "./answer.ts"
import type { Call, Outcome } from "./call.ts"

/**
 * Answers `DELETE /api/lists/{listId}`. Profiles keep the id in their fields: what Iterable does with it is not known.
 *
 * Source: recorded answers.
 */
export function listsDelete(call: Call): Outcome {
  const { lists, options } = call.project
  const listId = Number(call.route.parameter)
  const where = `${listId} in Project ${options.projectId}`
  const list = lists.find(listId)
  if (list === null) {
    const msg = `Unable to delete list ${where}, which does not exist.`
    return { answer: apiAnswer(400, "BadParams", msg), records: 0 }
  }
  lists.remove(list)
  return { answer: apiAnswer(200, "Success", `List ${where} was successfully deleted.`), records: 0 }
}
