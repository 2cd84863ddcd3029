import { jsonAnswer } from "./answer.ts"
import { badJsonBodyAnswer } from "./bad-json-body-answer.ts"
import type { Call, Outcome } from "./call.ts"
import { type Member, violationsOf } from "./violation.ts"

/** The members of a new list. Source: Iterable's API documentation, `CreateListRequest`. */
export const LIST_MEMBERS: readonly Member[] = [
  { name: "name", kind: "string", required: true },
  { name: "description", kind: "string" },
]

/**
 * Answers `POST /api/lists`: a new list each time, whatever its name.
 *
 * Source: recorded answer, which has neither `msg` nor `code`.
 */
export function listsCreate(call: Call): Outcome {
  const violations = violationsOf(call.json, LIST_MEMBERS, "obj")
  if (violations.length > 0) return { answer: badJsonBodyAnswer(call, violations), records: 0 }
  const { lists, options } = call.project
  const { name, description } = call.json as { readonly name: string; readonly description?: string | null }
  const { id } = lists.add(
    { id: lists.nextId, name, ...(typeof description === "string" ? { description } : {}) },
    { createdAtMs: call.receivedAtMs, validFromMs: call.receivedAtMs + options.newListInvalidForMs },
  )
  return { answer: jsonAnswer({ listId: id }), records: 0 }
}
