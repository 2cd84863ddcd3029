import { isOtherKey } from "./is-other-key.ts"
import type { JournalEntry } from "./journal-entry.ts"
import type { JournalStore } from "./journal-store.ts"

/** Keeps in a journal that its project has another key now, once somebody has said so, so that the next run need not be told. */
export async function rememberKey(
  store: JournalStore,
  entry: JournalEntry,
  now: JournalEntry["target"] | undefined,
): Promise<void> {
  if (now === undefined || !isOtherKey(entry.target, now)) return
  await store.save({ ...entry, target: { ...entry.target, keyFingerprint: now.keyFingerprint } })
}
