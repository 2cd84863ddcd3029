import { SERVER_KEYS } from "../access/api-key.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { readUserByEmail } from "../reads/read-user.ts"

/** Shows a user by the email in the query. */
export const usersGetByEmail: EndpointDefinition<"users/getByEmail"> = {
  name: "users/getByEmail",
  method: "GET",
  path: "users/getByEmail",
  keys: SERVER_KEYS,
  rateLimit: { perSecond: 100 },
  body: null,
  records: "none",
  answer: (call) => readUserByEmail(call, call.query.get("email") ?? ""),
}
