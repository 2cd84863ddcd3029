import type { Endpoint } from "../endpoints/all-endpoints.ts"
import type { LoggedRequest } from "./logged-request.ts"

/** The most requests that an endpoint got in any window of a length. */
export function maxRequestsInWindow(
  requests: Iterable<LoggedRequest>,
  endpoint: Endpoint,
  windowMs: number,
): number {
  const received: number[] = []
  for (const request of requests) if (request.endpoint === endpoint) received.push(request.receivedAtMs)
  let most = 0
  let start = 0
  for (const [index, atMs] of received.entries()) {
    while (atMs - (received[start] ?? atMs) >= windowMs) start++
    most = Math.max(most, index - start + 1)
  }
  return most
}
