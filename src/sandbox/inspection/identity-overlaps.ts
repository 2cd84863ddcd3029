import type { Sandbox } from "../sandbox.ts"

/** Two requests to one endpoint, or to two that go together, that were under way at the same time and both wrote about one user. */
export interface IdentityOverlap {
  readonly userNumber: number
  /** That of the second request. */
  readonly endpoint: string
  readonly firstRequestNumber: number
  readonly secondRequestNumber: number
}

/**
 * Finds where the order of a user's records was left to chance. A request is under way from its receipt until its answer
 * or its reset is due; one that gets neither counts as over at once. Nothing found means that each user's records went one request
 * after another. Endpoints with the same `groupOf` count as one: those that add to lists and take from them, say.
 */
export function identityOverlaps(
  sandbox: Sandbox,
  groupOf: (endpoint: string) => string = (endpoint) => endpoint,
): readonly IdentityOverlap[] {
  const requests = [...sandbox.requests()]
  const latest = new Map<string, { readonly requestNumber: number; readonly endsAtMs: number }>()
  const overlaps: IdentityOverlap[] = []
  for (const { requestNumber, userNumber } of sandbox.applied()) {
    const request = requests[requestNumber - 1]
    if (request === undefined || request.endpoint === null) continue
    const { endpoint, receivedAtMs } = request
    const key = `${groupOf(endpoint)} ${userNumber}`
    const before = latest.get(key)
    if (before?.requestNumber === requestNumber) continue
    if (before !== undefined && before.endsAtMs > receivedAtMs) {
      const [firstRequestNumber, secondRequestNumber] = [before.requestNumber, requestNumber]
      overlaps.push({ userNumber, endpoint, firstRequestNumber, secondRequestNumber })
    }
    const endsAtMs = Math.max(before?.endsAtMs ?? 0, request.endedAtMs ?? receivedAtMs)
    latest.set(key, { requestNumber, endsAtMs })
  }
  return overlaps
}
