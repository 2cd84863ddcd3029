import { sentKeys } from "../answers/answer.ts"
import { sentOf } from "./batch.ts"
import type { Batch, BatchEntry } from "./batch.ts"

/** Suspects and the others as two groups; whoever shares a user with a suspect goes with it, so that their order stays. */
export function apart(
  batch: Batch,
  entries: readonly BatchEntry[],
  suspects: readonly BatchEntry[],
): readonly (readonly BatchEntry[])[] {
  const sent = sentOf(batch, entries)
  const keysOf = entries.map((_, index) => sentKeys(sent, index))
  const suspected = new Set(suspects)
  const keys = new Set<string>()
  for (let before = -1; before !== keys.size;) {
    before = keys.size
    for (const [index, entry] of entries.entries()) {
      const own = keysOf[index] ?? []
      if (!suspected.has(entry) && !own.some((key) => keys.has(key))) continue
      suspected.add(entry)
      for (const key of own) keys.add(key)
    }
  }
  return [entries.filter((entry) => !suspected.has(entry)), entries.filter((entry) => suspected.has(entry))]
}
