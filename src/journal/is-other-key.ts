import type { JournalEntry } from "./journal-entry.ts"

type KeyOfTarget = Pick<JournalEntry["target"], "keyFingerprint">

/** Whether two keys, as far as both are known, are not the same. */
export function isOtherKey(before: KeyOfTarget, now: KeyOfTarget): boolean {
  const [one, other] = [before.keyFingerprint, now.keyFingerprint]
  return one !== other && one !== "" && other !== ""
}
