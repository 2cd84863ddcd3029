import { readSingle } from "../answers/read-single.ts"
import { isJsonObject } from "../json/json-object.ts"
import { MAX_BODY_BYTES } from "./endpoint.ts"
import type { Endpoint } from "./endpoint.ts"
import { MEMBER_TYPES } from "./member-types.ts"
import { usersBulkUpdate } from "./users-bulk-update.ts"

/**
 * Tracks a purchase, and creates or changes its user. No limit is published.
 *
 * Source: Iterable's Swagger file, commerce/trackPurchase.
 */
export const commerceTrackPurchase: Endpoint<"purchases"> = {
  name: "purchases",
  nouns: ["purchase", "purchases"],
  method: "POST",
  path: () => "/api/commerce/trackPurchase",
  requestsPerSecond: undefined,
  maxBodyBytes: MAX_BODY_BYTES,
  envelope: undefined,
  repeatsIdentity: false,
  probedBy: usersBulkUpdate,
  form: {
    array: undefined,
    userIn: ({ user }) => (isJsonObject(user) ? user : {}),
    givesIdentifiers: true,
    isRepeatable: false,
    required: new Set(),
    memberTypes: MEMBER_TYPES,
    // It may hold a field twice: as its own, and as its user's.
    fieldTypesBy: "several",
  },
  readSuccess: readSingle,
}
