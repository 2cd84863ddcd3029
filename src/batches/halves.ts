import type { BatchEntry } from "./batch.ts"

/** Two halves, in order; one group where there is nothing to halve. */
export function halves(entries: readonly BatchEntry[]): readonly (readonly BatchEntry[])[] {
  const middle = Math.ceil(entries.length / 2)
  return entries.length < 2 ? [entries] : [entries.slice(0, middle), entries.slice(middle)]
}
