import type { MessagePart } from "../messages/message.ts"

/** Where on its way a record was rejected. */
export type RejectionStage = "parse" | "map" | "validate" | "api"

/** Why a record was not imported. */
export interface Rejection {
  readonly stage: RejectionStage
  /** Short and stable, for programs; where Iterable names a code, that one. */
  readonly code: string
  /** One sentence for people: what is wrong, with which field, what was expected, what was offered. */
  readonly message: string
  /** What in the message are values of the record, so that reports can mask them; undefined: not known. */
  readonly messageParts?: readonly MessagePart[] | undefined
}

/** What became of an action, for good. Unknown: it may or may not have been applied, and sending it again could double it. */
export type Outcome =
  | { readonly kind: "accepted" }
  | { readonly kind: "rejected"; readonly rejection: Rejection }
  | {
      readonly kind: "unknown"
      readonly code: string
      readonly message: string
      /** As of a {@link Rejection}. */
      readonly messageParts?: readonly MessagePart[] | undefined
      /** Sending it again is harmless: it was left since the delivery ended. A later run does so. */
      readonly mayBeSentAgain?: boolean
    }

/** The outcome of most actions. */
export const ACCEPTED: Outcome = { kind: "accepted" }
