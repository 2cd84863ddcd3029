import { type Answer, apiAnswer } from "./answer.ts"
import type { Call } from "../calls/call.ts"
import type { Violation } from "../checks/violation.ts"

/** Answers 400 to a body that is no JSON. */
export function invalidJsonAnswer(call: Call): Answer {
  return apiAnswer(400, "BadJsonBody", messageOf(call))
}

/**
 * Answers 400 to a body with members of wrong types: `params` names every one of them, in the writing of the
 * generation that is set.
 *
 * Source: recorded answers of 2017 (1), 2022 (2) and today (3).
 */
export function badJsonBodyAnswer(call: Call, violations: readonly Violation[]): Answer {
  const generation = call.project.options.behavior.badJsonBodyGeneration
  const entries = violations.map(({ path, expected }) => [path, complaint(expected, generation)] as const)
  const params = Object.fromEntries(entries)
  return apiAnswer(400, "BadJsonBody", messageOf(call), params)
}

function complaint(expected: Violation["expected"], generation: 1 | 2 | 3): unknown {
  const kind = expected === "integer" ? "number" : expected
  if (generation === 3) {
    return kind === "present"
      ? "Value expected"
      : `${kind.charAt(0).toUpperCase()}${kind.slice(1)} value expected`
  }
  const key = kind === "present" ? "error.path.missing" : `error.expected.js${kind}`
  return [{ msg: generation === 1 ? key : [key], args: [] }]
}

function messageOf(call: Call): string {
  const generation = call.project.options.behavior.badJsonBodyGeneration
  if (generation === 3) return `[${call.path}] Invalid JSON body`
  const list = Object.entries(call.request.headers)
    .map(([name, value]) => `(${name},${String(value)})`)
    .join(generation === 1 ? ", " : ",")
  const headers = generation === 1 ? `ArrayBuffer(${list})` : `List(${list})`
  return `[${call.path}] body: ${call.text}, hdrs: ${headers}`
}
