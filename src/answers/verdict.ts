import type { Rejection } from "../actions/outcome.ts"
import type { StopCode } from "../errors.ts"
import type { FieldMismatch } from "./field-mismatch.ts"

/** What an attempt to deliver a request came to. Indexes are those of the actions in the request. */
export type Verdict =
  /** It was processed. Those not named are accepted; of the doubtful the answer does not tell. */
  | {
      readonly kind: "processed"
      readonly rejected: ReadonlyMap<number, Rejection>
      readonly doubtful: readonly number[]
      /** Those of the doubtful whom the answer names perhaps: each is to be asked for alone, as only the counts tell then. */
      readonly candidates?: readonly number[]
      readonly createdFields: readonly string[]
      readonly filteredOutFields: readonly string[]
    }
  /**
   * It was refused as a whole because of what it holds. Those in `rejected` are surely to blame; the suspects may be, and
   * travel apart from now on; the others are to be sent again. With neither, the culprits are to be searched for. `rejection`
   * is for an action that was alone in the request.
   */
  | {
      readonly kind: "refused"
      readonly rejected: ReadonlyMap<number, Rejection>
      readonly suspects: readonly number[]
      readonly rejection: Rejection
      /** The types of fields that it names, where it was refused for them. */
      readonly mismatches?: readonly FieldMismatch[]
    }
  /** It was too large, in bytes or in number; send less at a time. */
  | { readonly kind: "too-large"; readonly rejection: Rejection }
  /** Nobody is to blame; the same may go well later. */
  | {
      readonly kind: "try-again"
      /** `never`: surely not applied. `maybe`: it may have been, so that sending again must be harmless. */
      readonly applied: "never" | "maybe"
      /** The server said that requests come too fast. */
      readonly throttled: boolean
      /** How long it asked to wait. */
      readonly waitMs: number | undefined
      readonly rejection: Rejection
    }
  /** No further request has a chance. */
  | {
      readonly kind: "stop"
      readonly code: StopCode
      readonly message: string
      /** Where the answer is perhaps not Iterable's: why a record is rejected for which alone it comes, while others get through. */
      readonly blocked?: Rejection
    }
