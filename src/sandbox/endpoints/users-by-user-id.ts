import { SERVER_KEYS } from "../access/api-key.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { readUserByUserId } from "../reads/read-user.ts"

/** Shows a user by the userId in the query. */
export const usersByUserId: EndpointDefinition<"users/byUserId"> = {
  name: "users/byUserId",
  method: "GET",
  path: "users/byUserId",
  keys: SERVER_KEYS,
  rateLimit: { perSecond: 100 },
  body: null,
  records: "none",
  answer: (call) => readUserByUserId(call, call.query.get("userId") ?? ""),
}
