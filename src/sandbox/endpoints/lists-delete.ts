import { SERVER_KEYS } from "../access/api-key.ts"
import { apiAnswer } from "../answers/answer.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { LIST_ID_PATTERN } from "../project/stored-list.ts"

/**
 * Deletes a list. Profiles keep the id in their fields: what Iterable does with it is not known.
 *
 * Source: recorded answers; the code for a list in use is documented, its message is not.
 */
export const listsDelete: EndpointDefinition<"lists/{listId}"> = {
  name: "lists/{listId}",
  method: "DELETE",
  path: "lists/{listId}",
  parameterPatterns: { listId: LIST_ID_PATTERN },
  keys: SERVER_KEYS,
  rateLimit: null,
  body: null,
  records: "none",
  answer: ({ project, parameters }) => {
    const { lists, options } = project
    const listId = Number(parameters["listId"])
    const where = `${listId} in Project ${options.projectId}`
    const list = lists.find(listId)
    if (list === null) {
      return apiAnswer(400, "BadParams", `Unable to delete list ${where}, which does not exist.`)
    }
    if (list.isInUse) return apiAnswer(409, "Conflict", `List ${where} is in use.`)
    lists.remove(list)
    return apiAnswer(200, "Success", `List ${where} was successfully deleted.`)
  },
}
