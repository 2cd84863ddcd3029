import { jsonAnswer } from "./answer.ts"
import type { Call, Outcome } from "./call.ts"

/**
 * Answers `GET /api/lists`; `createdAt` is in epoch milliseconds.
 *
 * Source: recorded answer.
 */
export function readLists({ project, receivedAtMs }: Call): Outcome {
  const visibleAtMs = receivedAtMs - project.options.visibilityDelayMs
  const lists = [...project.lists.all()]
    .filter(({ createdAtMs }) => createdAtMs <= visibleAtMs)
    .map(({ id, name, description, createdAtMs, listType }) => {
      const common = { id, name, createdAt: createdAtMs, listType }
      return description === null ? common : { ...common, description }
    })
  return { answer: jsonAnswer({ lists }), records: 0 }
}
