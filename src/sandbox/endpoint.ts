/**
 * An endpoint of Iterable's API that the sandbox answers, named by its path below `/api/`, after its method where there
 * are two on one path.
 *
 * Source: Iterable's API documentation, https://api.iterable.com/api/docs.
 */
export type Endpoint =
  | "users/bulkUpdate"
  | "users/update"
  | "events/trackBulk"
  | "events/track"
  | "commerce/trackPurchase"
  | "lists/subscribe"
  | "lists/unsubscribe"
  | "POST lists"
  | "GET lists"
  | "lists/{listId}"
  | "lists/getUsers"
  | "lists/{listId}/size"
  | "users/getByEmail"
  | "users/{email}"
  | "users/byUserId"
  | "users/byUserId/{userId}"
  | "users/getFields"
  | "events/{email}"
  | "events/byUserId/{userId}"

/** All endpoints, in the order in which they are documented here. */
export const ENDPOINTS: readonly Endpoint[] = [
  "users/bulkUpdate",
  "users/update",
  "events/trackBulk",
  "events/track",
  "commerce/trackPurchase",
  "lists/subscribe",
  "lists/unsubscribe",
  "POST lists",
  "GET lists",
  "lists/{listId}",
  "lists/getUsers",
  "lists/{listId}/size",
  "users/getByEmail",
  "users/{email}",
  "users/byUserId",
  "users/byUserId/{userId}",
  "users/getFields",
  "events/{email}",
  "events/byUserId/{userId}",
]

/** Tells whether a text names an endpoint that the sandbox answers. */
export function isEndpoint(name: string): name is Endpoint {
  return (ENDPOINTS as readonly string[]).includes(name)
}

/** The path of an endpoint below `/api/`, without a method. */
export function endpointPath(endpoint: Endpoint): string {
  return endpoint.replace(/^[A-Z]+ /, "")
}
