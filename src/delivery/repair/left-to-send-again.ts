import type { Outcome } from "../../actions/outcome.ts"

/** What is said of an action that may have been applied, and is to be sent again: if the import ends before, a later run sends it. */
export function leftToSendAgain(code: string, why: string): Outcome {
  const message = `${why}; the import ended before it was sent again. It may have been applied; sending it again is harmless`
  return { kind: "unknown", code, message, mayBeSentAgain: true }
}
