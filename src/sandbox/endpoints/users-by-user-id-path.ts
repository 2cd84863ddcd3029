import { SERVER_KEYS } from "../access/api-key.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { readUserByUserId } from "../reads/read-user.ts"

/** Shows a user by the userId in the path. */
export const usersByUserIdPath: EndpointDefinition<"users/byUserId/{userId}"> = {
  name: "users/byUserId/{userId}",
  method: "GET",
  path: "users/byUserId/{userId}",
  keys: SERVER_KEYS,
  rateLimit: { perSecond: 100 },
  body: null,
  records: "none",
  answer: (call) => readUserByUserId(call, call.parameters["userId"] ?? ""),
}
