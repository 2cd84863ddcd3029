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
  ["lists/subscribe", "lists/subscribe"],
  ["lists/unsubscribe", "lists/unsubscribe"],
  ["lists", "POST lists"],
])
const GETS: ReadonlyMap<string, Endpoint> = new Map([
  ["users/getByEmail", "users/getByEmail"],
  ["users/byUserId", "users/byUserId"],
  ["users/getFields", "users/getFields"],
  ["lists", "GET lists"],
  ["lists/getUsers", "lists/getUsers"],
])
const NAMED: Readonly<Record<string, ReadonlyMap<string, Endpoint>>> = { POST: POSTS, GET: GETS }
const GETS_WITH_PARAMETER: readonly (readonly [RegExp, Endpoint])[] = [
  [/^users\/byUserId\/([^/]+)$/, "users/byUserId/{userId}"],
  [/^users\/([^/]+)$/, "users/{email}"],
  [/^events\/byUserId\/([^/]+)$/, "events/byUserId/{userId}"],
  [/^events\/([^/]+)$/, "events/{email}"],
  [/^lists\/(\d+)\/size$/, "lists/{listId}/size"],
]
const DELETES_WITH_PARAMETER: readonly (readonly [RegExp, Endpoint])[] = [
  [/^lists\/(\d+)$/, "lists/{listId}"],
]
const WITH_PARAMETER: Readonly<Record<string, readonly (readonly [RegExp, Endpoint])[]>> = {
  GET: GETS_WITH_PARAMETER,
  DELETE: DELETES_WITH_PARAMETER,
}

/** Finds the endpoint for a method and a path with query, or `null` where Iterable has no such route here. */
export function matchRoute(method: string, pathWithQuery: string): Route | null {
  const [path = "", ...queries] = pathWithQuery.split("?")
  if (!path.startsWith("/api/")) return null
  const name = path.slice("/api/".length)
  const query = new URLSearchParams(queries.join("?"))
  const found = NAMED[method]?.get(name)
  if (found !== undefined) return { endpoint: found, path, parameter: "", query }
  for (const [pattern, endpoint] of WITH_PARAMETER[method] ?? []) {
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
