import { READING_KEYS } from "../access/api-key.ts"
import { jsonAnswer } from "../answers/answer.ts"
import type { EndpointDefinition } from "../calls/endpoint-definition.ts"

/** Shows the types of the user fields. */
export const usersGetFields: EndpointDefinition<"users/getFields"> = {
  name: "users/getFields",
  method: "GET",
  path: "users/getFields",
  keys: READING_KEYS,
  rateLimit: { perSecond: 3 },
  body: null,
  records: "none",
  answer: ({ project }) => jsonAnswer({ fields: Object.fromEntries(project.userSchema.types) }),
}
