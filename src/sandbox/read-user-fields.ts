import { jsonAnswer } from "./answer.ts"
import type { Call, Outcome } from "./call.ts"

/** Answers `GET /api/users/getFields`. */
export function readUserFields(call: Call): Outcome {
  return { answer: jsonAnswer({ fields: Object.fromEntries(call.project.userSchema.types) }), records: 0 }
}
