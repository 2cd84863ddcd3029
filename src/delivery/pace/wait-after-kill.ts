/** One request may take longer than all that were answered before it. */
const MARGIN = 2
/** Where answers came quickly, or none came yet. */
const SHORTEST_MS = 500

/**
 * How long to wait before the first request after a delivery of the same import was killed: what that one had sent may still lie with a slow
 * server, which would apply it after the updates that are sent now.
 */
export function waitAfterKillMs(slowestAnswersMs: readonly (number | undefined)[]): number {
  const slowestMs = Math.max(0, ...slowestAnswersMs.filter((answerMs) => answerMs !== undefined))
  return Math.max(SHORTEST_MS, MARGIN * slowestMs)
}
