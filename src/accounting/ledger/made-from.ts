import type { SourceItem } from "../../sources/data-source.ts"
import { recordDigest, recordText } from "../../sources/record-digest.ts"

/**
 * Says of what record, and by which map function, actions were made: as long as it is the same, an action stands where it stood, whatever it
 * says. Undefined where that is not known of the map function, or where there is no record.
 */
export function madeFrom(item: SourceItem<unknown>, mapFingerprint: string | undefined): string | undefined {
  if (mapFingerprint === undefined || "problem" in item) return undefined
  return recordDigest(`${mapFingerprint}\n${recordText(item.record)}`)
}
