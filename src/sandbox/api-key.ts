import type { Endpoint } from "./endpoint.ts"

/**
 * The kinds of keys that Iterable issues.
 *
 * Source: Iterable support, "API Keys" (article 360043464871).
 */
export type ApiKeyKind = "ServerSide" | "ReadOnly" | "Mobile" | "Web" | "JavaScript"

/** A key that the sandbox takes for valid. */
export interface ApiKey {
  readonly key: string
  readonly kind: ApiKeyKind
  /** What the JSON Web Tokens are signed with that each request with this key must bring. @defaultValue it needs none */
  readonly jwtSecret?: string
}

const CLIENT_ENDPOINTS: ReadonlySet<Endpoint> = new Set<Endpoint>([
  "users/update",
  "events/track",
  "commerce/trackPurchase",
])
const READ_ONLY_ENDPOINTS: ReadonlySet<Endpoint> = new Set<Endpoint>([
  "users/getFields",
  "GET lists",
  "lists/{listId}/size",
])

/** Tells whether a key of this kind may call an endpoint. */
export function mayCall(kind: ApiKeyKind, endpoint: Endpoint): boolean {
  if (kind === "ServerSide") return true
  return (kind === "ReadOnly" ? READ_ONLY_ENDPOINTS : CLIENT_ENDPOINTS).has(endpoint)
}
