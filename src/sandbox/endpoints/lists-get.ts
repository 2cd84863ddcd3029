import { READING_KEYS } from "../access/api-key.ts"
import { jsonAnswer } from "../answers/answer.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"

/**
 * Shows all lists; `createdAt` is in epoch milliseconds.
 *
 * Source: recorded answer; Iterable's API documentation, `ListDetails`.
 */
export const listsGet: EndpointDefinition<"GET lists"> = {
  name: "GET lists",
  method: "GET",
  path: "lists",
  keys: READING_KEYS,
  rateLimit: { perSecond: 100 },
  body: null,
  records: "none",
  answer: ({ project, receivedAtMs }) => {
    const visibleAtMs = receivedAtMs - project.options.visibilityDelayMs
    const lists = [...project.lists.all()]
      .filter(({ createdAtMs }) => createdAtMs <= visibleAtMs)
      .map(({ id, name, description, createdAtMs, listType, isGlobalSuppressionEnabled }) => ({
        id,
        name,
        createdAt: createdAtMs,
        listType,
        ...(description === null ? {} : { description }),
        ...(listType === "Suppression" ? { isGlobalSuppressionEnabled } : {}),
      }))
    return jsonAnswer({ lists })
  },
}
