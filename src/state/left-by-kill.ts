import type { Rejection } from "../actions/outcome.ts"
import { say } from "../messages/say.ts"

/** Why it is unknown what became of what may have been under way when its process was killed. */
export const LEFT_BY_KILL: Rejection = {
  stage: "api",
  code: "killed-under-way",
  ...say`the import was killed while it may have been under way; it may have been applied, and without an id sending it again could double it`,
}
