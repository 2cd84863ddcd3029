import type { Verdict } from "../../answers/verdict.ts"
import type { Health } from "../pace/health.ts"
import type { Load } from "./load.ts"

/**
 * A gateway or a firewall on the way may have answered in the server's place: where that answered others well, one such answer is no proof.
 * Nor is it of a record that may be blocked.
 */
export function mayBeAnAccident(
  { blockedSinceMs, doubted, entries, isDoubtedAlone }: Load,
  { blocked, code }: Extract<Verdict, { kind: "stop" }>,
  health: Health,
): boolean {
  if (blocked !== undefined && entries.length === 1) return !isDoubtedAlone
  if (doubted.includes(code)) return false
  // In a search, parts of several records are divided at once.
  if (blocked !== undefined && blockedSinceMs !== undefined) return false
  return health.wasGood && (code === "API_UNAUTHORIZED" || code === "API_FORBIDDEN")
}
