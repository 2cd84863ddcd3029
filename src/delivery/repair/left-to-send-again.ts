import type { Outcome, Rejection } from "../../actions/outcome.ts"
import { say } from "../../messages/say.ts"

/** What is said of an action that may have been applied, and is to be sent again: if the import ends before, a later run sends it. */
export function leftToSendAgain(why: Omit<Rejection, "stage">): Outcome {
  const message = say`${why}; the import ended before it was sent again. It may have been applied; sending it again is harmless`
  return { kind: "unknown", code: why.code, ...message, mayBeSentAgain: true }
}
