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

/** Endpoints for servers that write, or that read what users are. */
export const SERVER_KEYS: readonly ApiKeyKind[] = ["ServerSide"]
/** Endpoints for servers that read how a project is set up. */
export const READING_KEYS: readonly ApiKeyKind[] = ["ServerSide", "ReadOnly"]
/** Endpoints for apps and web pages too. */
export const CLIENT_KEYS: readonly ApiKeyKind[] = ["ServerSide", "Mobile", "Web", "JavaScript"]
