import { SERVER_KEYS } from "../access/api-key.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"
import { readEventsByUserId } from "../reads/read-events.ts"

/** Shows the events and purchases of a user by userId. */
export const eventsByUserId: EndpointDefinition<"events/byUserId/{userId}"> = {
  name: "events/byUserId/{userId}",
  method: "GET",
  path: "events/byUserId/{userId}",
  keys: SERVER_KEYS,
  rateLimit: { perSecond: 100 },
  body: null,
  records: "none",
  answer: (call) => readEventsByUserId(call, call.parameters["userId"] ?? ""),
}
