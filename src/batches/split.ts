import type { BatchEntry } from "./batch.ts"

/** Two halves, in order; one group where there is nothing to halve. */
export function halves(entries: readonly BatchEntry[]): readonly (readonly BatchEntry[])[] {
  const middle = Math.ceil(entries.length / 2)
  return entries.length < 2 ? [entries] : [entries.slice(0, middle), entries.slice(middle)]
}

/** Suspects and the others as two groups; whoever shares a user with a suspect goes with it, so that their order stays. */
export function apart(
  entries: readonly BatchEntry[],
  suspects: readonly BatchEntry[],
): readonly (readonly BatchEntry[])[] {
  const suspected = new Set(suspects)
  const keys = new Set(suspects.flatMap((entry) => entry.keys))
  for (let before = -1; before !== suspected.size;) {
    before = suspected.size
    for (const entry of entries) {
      if (suspected.has(entry) || !entry.keys.some((key) => keys.has(key))) continue
      suspected.add(entry)
      for (const key of entry.keys) keys.add(key)
    }
  }
  return [entries.filter((entry) => !suspected.has(entry)), entries.filter((entry) => suspected.has(entry))]
}
