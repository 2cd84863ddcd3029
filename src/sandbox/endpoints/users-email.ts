import { SERVER_KEYS } from "../access/api-key.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { readUserByEmail } from "../reads/read-user.ts"

/** Shows a user by the email in the path. */
export const usersEmail: EndpointDefinition<"users/{email}"> = {
  name: "users/{email}",
  method: "GET",
  path: "users/{email}",
  keys: SERVER_KEYS,
  rateLimit: { perSecond: 100 },
  body: null,
  records: "none",
  answer: (call) => readUserByEmail(call, call.parameters["email"] ?? ""),
}
