import { reconcile } from "../answers/reconcile.ts"
import { arrayEnvelope, MAX_BODY_BYTES } from "./endpoint.ts"
import type { Endpoint } from "./endpoint.ts"
import { MEMBER_TYPES } from "./member-types.ts"

/**
 * Tracks custom events.
 *
 * Source: Iterable's Swagger file, events/trackBulk.
 */
export const eventsTrackBulk: Endpoint<"events"> = {
  name: "events",
  nouns: ["event", "events"],
  method: "POST",
  path: () => "/api/events/trackBulk",
  requestsPerSecond: 10,
  maxBodyBytes: MAX_BODY_BYTES,
  envelope: arrayEnvelope("events"),
  repeatsIdentity: true,
  probedBy: undefined,
  form: {
    array: "events",
    // The data fields of an event are not the user's.
    userIn: ({ email, userId }) => ({ email, userId }),
    givesIdentifiers: false,
    isRepeatable: false,
    required: new Set(["eventName"]),
    memberTypes: MEMBER_TYPES,
    fieldTypesBy: "event-name",
  },
  readSuccess: reconcile,
}
