import { reconcile } from "../answers/reconcile.ts"
import { arrayEnvelope, MAX_BODY_BYTES } from "./endpoint.ts"
import type { Endpoint } from "./endpoint.ts"
import { MEMBER_TYPES } from "./member-types.ts"

/**
 * Creates and changes users. Bulk updates have no known order within a request.
 *
 * Source: Iterable's Swagger file, users/bulkUpdate.
 */
export const usersBulkUpdate: Endpoint<"users"> = {
  name: "users",
  nouns: ["user update", "user updates"],
  method: "POST",
  path: () => "/api/users/bulkUpdate",
  requestsPerSecond: 5,
  maxBodyBytes: MAX_BODY_BYTES,
  envelope: arrayEnvelope("users"),
  repeatsIdentity: false,
  probedBy: undefined,
  form: {
    array: "users",
    userIn: (user) => user,
    givesIdentifiers: true,
    isRepeatable: true,
    // A user may lack any one member.
    required: new Set(),
    memberTypes: MEMBER_TYPES,
    fieldTypesBy: "user",
  },
  readSuccess: reconcile,
}
