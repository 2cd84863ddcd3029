import { SERVER_KEYS } from "../access/api-key.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { readEventsByEmail } from "../reads/read-events.ts"

/** Shows the events and purchases of a user by email. */
export const eventsEmail: EndpointDefinition<"events/{email}"> = {
  name: "events/{email}",
  method: "GET",
  path: "events/{email}",
  keys: SERVER_KEYS,
  rateLimit: { perSecond: 100 },
  body: null,
  records: "none",
  answer: (call) => readEventsByEmail(call, call.parameters["email"] ?? ""),
}
