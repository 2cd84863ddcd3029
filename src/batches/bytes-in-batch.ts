import type { ActionReference } from "../mapping/mapped-records.ts"
import type { EncodedAction } from "./encoded-action.ts"

/** The objects that say where an action in a batch stands and which record it comes from (Node 20, 64 bits). */
const ENTRY_BYTES = 220
/** The objects of an action that waits for earlier ones, and of its record. */
const HELD_BYTES = 1_000
/** Such actions are all in V8's heap, where garbage lies among what is alive. */
const SHARE_WITH_GARBAGE = 2

/** What an action in a batch keeps in memory until the batch is settled, about: its JSON, its record, and what goes with them. */
export function bytesInBatch({ actionCount, item }: ActionReference, jsonBytes: number): number {
  // Nobody knows how large objects are that someone else made.
  const recordBytes = "record" in item ? (item.keptBytes ?? 2 * jsonBytes) : 0
  return ENTRY_BYTES + jsonBytes + Math.ceil(recordBytes / actionCount)
}

/** The same of an action that waits for earlier ones of its user: the objects that it is made of too, and all that was merged into it. */
export function bytesHeld({ latin1, mergedBytes = 0, mapped }: EncodedAction): number {
  const ownBytes = HELD_BYTES + latin1.length + bytesInBatch(mapped, latin1.length)
  return SHARE_WITH_GARBAGE * ownBytes + mergedBytes
}
