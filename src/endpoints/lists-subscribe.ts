import { reconcile } from "../answers/reconcile.ts"
import { groupEnvelope, MAX_BODY_BYTES } from "./endpoint.ts"
import type { Endpoint } from "./endpoint.ts"
import { isUnknownList } from "./is-unknown-list.ts"
import { MEMBER_TYPES } from "./member-types.ts"
import { usersBulkUpdate } from "./users-bulk-update.ts"

/**
 * Puts users on a list, one list per request, and creates or changes them as users/bulkUpdate does. No limit is published: as many requests as
 * users/bulkUpdate takes are safe.
 *
 * Source: Iterable's Swagger file, lists/subscribe.
 */
export const listsSubscribe: Endpoint<"subscribes"> = {
  name: "subscribes",
  nouns: ["list subscription", "list subscriptions"],
  method: "POST",
  path: () => "/api/lists/subscribe",
  requestsPerSecond: 5,
  maxBodyBytes: MAX_BODY_BYTES,
  envelope: groupEnvelope("subscribers"),
  repeatsIdentity: false,
  probedBy: usersBulkUpdate,
  form: {
    array: "subscribers",
    userIn: (user) => user,
    givesIdentifiers: true,
    isRepeatable: true,
    // A subscriber may lack any one member.
    required: new Set(),
    memberTypes: MEMBER_TYPES,
    fieldTypesBy: "user",
    refusesAll: isUnknownList,
  },
  readSuccess: reconcile,
}
