import { identityKeys, identityOfUser } from "../actions/identity.ts"
import type { Identity } from "../actions/identity.ts"
import type { ImportActionKind } from "../actions/import-action.ts"
import { isJsonObject } from "./json-object.ts"
import type { JsonObject } from "./json-object.ts"

/** An HTTP answer, as far as it matters for what became of a request. */
export interface Answer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a request carried, so that an answer can be held against it. */
export interface Sent {
  readonly kind: ImportActionKind
  /** How many actions it carried. */
  readonly count: number
  /** The action at `index`, from 0, as it stood in the body. */
  wireAt(index: number): JsonObject
}

/** The part of an action's body that names its user. */
export function userIn(
  kind: ImportActionKind,
  wire: JsonObject,
): Readonly<Record<"dataFields" | "email" | "userId", unknown>> {
  const user = wire["user"]
  const { dataFields, email, userId } = kind === "track-purchase" && isJsonObject(user) ? user : wire
  // The data fields of an event are not the user's.
  return { dataFields: kind === "track-custom-event" ? undefined : dataFields, email, userId }
}

/** The user that the action at `index` is about. */
export function sentIdentity(sent: Sent, index: number): Identity {
  return identityOfUser(userIn(sent.kind, sent.wireAt(index)))
}

/** The identity keys of the action at `index`. */
export function sentKeys(sent: Sent, index: number): string[] {
  return identityKeys(sentIdentity(sent, index))
}
