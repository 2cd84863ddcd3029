import type { Endpoint } from "./endpoint.ts"

/** The endpoint that a request is for, with what its path says. */
export interface Route {
  readonly endpoint: Endpoint
  /** The path without its query. */
  readonly path: string
  /** The decoded path parameter, or the empty string. */
  readonly parameter: string
  readonly query: URLSearchParams
}

const POSTS: ReadonlyMap<string, Endpoint> = new Map([
  ["users/bulkUpdate", "users/bulkUpdate"],
  ["users/update", "users/update"],
  ["events/trackBulk", "events/trackBulk"],
  ["events/track", "events/track"],
  ["commerce/trackPurchase", "commerce/trackPurchase"],
])
const GETS: ReadonlyMap<string, Endpoint> = new Map([
  ["users/getByEmail", "users/getByEmail"],
  ["users/byUserId", "users/byUserId"],
  ["users/getFields", "users/getFields"],
])
const GETS_WITH_PARAMETER: readonly (readonly [RegExp, Endpoint])[] = [
  [/^users\/byUserId\/([^/]+)$/, "users/byUserId/{userId}"],
  [/^users\/([^/]+)$/, "users/{email}"],
  [/^events\/byUserId\/([^/]+)$/, "events/byUserId/{userId}"],
  [/^events\/([^/]+)$/, "events/{email}"],
]

/** Finds the endpoint for a method and a path with query, or `null` where Iterable has no such route here. */
export function matchRoute(method: string, pathWithQuery: string): Route | null {
  const [path = "", ...queries] = pathWithQuery.split("?")
  if (!path.startsWith("/api/")) return null
  const name = path.slice("/api/".length)
  const query = new URLSearchParams(queries.join("?"))
  const found = (method === "POST" ? POSTS : method === "GET" ? GETS : undefined)?.get(name)
  if (found !== undefined) return { endpoint: found, path, parameter: "", query }
  if (method !== "GET") return null
  for (const [pattern, endpoint] of GETS_WITH_PARAMETER) {
    const parameter = pattern.exec(name)?.[1]
    if (parameter !== undefined) return { endpoint, path, parameter: decode(parameter), query }
  }
  return null
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
