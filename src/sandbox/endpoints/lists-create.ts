import { SERVER_KEYS } from "../access/api-key.ts"
import { jsonAnswer } from "../answers/answer.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { HELD_LISTS } from "../inspection/held-list.ts"

/**
 * Creates a list, a new one each time, whatever its name.
 *
 * Source: recorded answer, which has neither `msg` nor `code`.
 */
export const listsCreate: EndpointDefinition<"POST lists"> = {
  name: "POST lists",
  method: "POST",
  path: "lists",
  keys: SERVER_KEYS,
  rateLimit: null,
  body: [
    { name: "name", kind: "string", required: true },
    { name: "description", kind: "string" },
  ],
  records: "none",
  holds: [HELD_LISTS],
  answer: ({ project, json, receivedAtMs }) => {
    const { lists, options } = project
    const { name, description } = json as { readonly name: string; readonly description?: string | null }
    const { id } = lists.add(
      { id: lists.nextId, name, ...(typeof description === "string" ? { description } : {}) },
      { createdAtMs: receivedAtMs, validFromMs: receivedAtMs + options.newListInvalidForMs },
    )
    return jsonAnswer({ listId: id })
  },
}
