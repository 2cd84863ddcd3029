import type { RequestForm, Sent } from "../answers/answer.ts"
import type { Verdict } from "../answers/verdict.ts"
import type { JsonObject } from "../json/json-object.ts"

/** What stands around the actions in the body of a request. */
export interface Envelope {
  readonly opening: string
  readonly closing: string
}

/**
 * One route of Iterable's API through which actions are delivered, with what is documented of it.
 *
 * Actions travel together only if their kinds give them the same group key, which the path and the envelope may hold.
 */
export interface Endpoint<Name extends string = string> {
  /** Short, for options and counts: `users` in `--rate-limit users=5` and in `summary.json`. */
  readonly name: Name
  /** One and several of what it is given, as summaries call them: `user update`, `user updates`. */
  readonly nouns: readonly [one: string, several: string]
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE"
  /** From the first slash on; it may hold the group key. */
  path(group: string | undefined): string
  /**
   * The documented limit, for the whole project: other senders draw on it too. Where none is published, a rate that is known to be safe;
   * undefined: the speed is searched for.
   */
  readonly requestsPerSecond: number | undefined
  /** The largest body that is sent, in bytes, its envelope included: safely under the documented limit. */
  readonly maxBodyBytes: number
  /** What stands around the actions; undefined where a request is one action. */
  readonly envelope: ((group: string | undefined) => Envelope) | undefined
  /** Whether two actions of one user may stand in one request, as their order in it counts. Not together with group keys. */
  readonly repeatsIdentity: boolean
  /**
   * Whose requests without actions show whether requests get through; undefined: its own do. Needed where a request is one action, and where
   * an envelope needs a group key.
   */
  readonly probedBy: Endpoint | undefined
  readonly form: RequestForm
  /** What the body of an answer with a status of 200 to 299 says of each action; undefined: it is not one of this endpoint's. */
  readonly readSuccess: (body: JsonObject, sent: Sent) => Verdict | undefined
}

/**
 * Safely under the limit of 4 MB.
 *
 * Source: Iterable's Swagger file, users/bulkUpdate: "Max size of request body: 4MB". Other endpoints are said to have the same.
 */
export const MAX_BODY_BYTES = 3_900_000

/** An envelope with an array of actions behind members that its actions have in common: these are their group key, as JSON without braces. */
export function groupEnvelope(array: string): (group: string | undefined) => Envelope {
  return (group = "") => ({ opening: `{${group === "" ? "" : `${group},`}"${array}":[`, closing: "]}" })
}

/** An envelope that holds nothing but an array of actions. */
export function arrayEnvelope(array: string): (group: string | undefined) => Envelope {
  const envelope = { opening: `{"${array}":[`, closing: "]}" }
  return () => envelope
}
