import { reconcile } from "../answers/reconcile.ts"
import { groupEnvelope, MAX_BODY_BYTES } from "./endpoint.ts"
import type { Endpoint } from "./endpoint.ts"
import { isUnknownList } from "./is-unknown-list.ts"
import { MEMBER_TYPES } from "./member-types.ts"
import { usersBulkUpdate } from "./users-bulk-update.ts"

/**
 * Takes users off a list, one list per request; a user who is not on it counts as taken off. No limit is published: as many requests as
 * users/bulkUpdate takes are safe.
 *
 * Source: Iterable's Swagger file, lists/unsubscribe; recorded answers.
 */
export const listsUnsubscribe: Endpoint<"unsubscribes"> = {
  name: "unsubscribes",
  nouns: ["list unsubscription", "list unsubscriptions"],
  method: "POST",
  path: () => "/api/lists/unsubscribe",
  requestsPerSecond: 5,
  maxBodyBytes: MAX_BODY_BYTES,
  envelope: groupEnvelope("subscribers"),
  repeatsIdentity: false,
  probedBy: usersBulkUpdate,
  form: {
    array: "subscribers",
    userIn: ({ email, userId }) => ({ email, userId }),
    givesIdentifiers: false,
    isRepeatable: true,
    required: new Set(),
    memberTypes: MEMBER_TYPES,
    // It sets none.
    fieldTypesBy: "several",
    refusesAll: isUnknownList,
  },
  readSuccess: reconcile,
}
