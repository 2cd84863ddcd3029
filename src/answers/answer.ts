import { identityKeys, identityOfUser } from "../actions/identity.ts"
import type { Identity, UserFields } from "../actions/identity.ts"
import type { JsonObject } from "../json/json-object.ts"
import type { ErrorBody } from "./error-body.ts"

/** An HTTP answer, as far as it matters for what became of a request. */
export interface Answer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** How actions stand in the requests of an endpoint, so that its answers can be held against them. */
export interface RequestForm {
  /** The member that holds them, with which pointers to them begin; undefined where a request is one action. */
  readonly array: string | undefined
  /** The part of an action that names its user, with the data fields that are the user's. */
  userIn(action: JsonObject): UserFields
  /** An action may give its user an identifier, and so meet another user who has it. */
  readonly givesIdentifiers: boolean
  /** Sending an action again is harmless, whatever became of it the first time. */
  readonly isRepeatable: boolean
  /** The members that an action must have. */
  readonly required: ReadonlySet<string>
  /** The types of members, as `typeof` names them. */
  readonly memberTypes: ReadonlyMap<string, string>
  /** Whether a refusal is of what the actions of a request have in common, so that none of them has a chance. */
  refusesAll?(error: ErrorBody): boolean
  /** By what the types of its data fields are fixed: for all users, by the event's name, or partly the one and partly something else. */
  readonly fieldTypesBy: "user" | "event-name" | "several"
}

/** What a request carried, so that an answer can be held against it. */
export interface Sent {
  readonly form: RequestForm
  /** How many actions it carried. */
  readonly count: number
  /** The action at `index`, from 0, as it stood in the body. */
  wireAt(index: number): JsonObject
}

/** The user that the action at `index` is about. */
export function sentIdentity(sent: Sent, index: number): Identity {
  return identityOfUser(sent.form.userIn(sent.wireAt(index)))
}

/** The identity keys of the action at `index`. */
export function sentKeys(sent: Sent, index: number): string[] {
  return identityKeys(sentIdentity(sent, index))
}
