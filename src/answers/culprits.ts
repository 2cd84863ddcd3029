import type { Rejection } from "../actions/outcome.ts"

/** Who is to blame for a refusal: surely, or perhaps. Indexes are those of the actions in the request. */
export interface Culprits {
  readonly rejected: ReadonlyMap<number, Rejection>
  readonly suspects: readonly number[]
}

/** The refusal names nobody. */
export const NOBODY: Culprits = { rejected: new Map(), suspects: [] }
