import type { MappedRecords } from "../../mapping/mapped-records.ts"
import type { SourceItem } from "../../sources/data-source.ts"

/** The objects that a record, an action or a value is made of, about (Node 20, 64 bits). */
const ENTRY_BYTES = 250
const VALUE_BYTES = 24
/** A character takes two bytes where one of its text is not Latin-1. */
const CHARACTER_BYTES = 2

/** What records and their actions keep in memory while they are held back, at most, about: whatever has become of them. */
export function bytesHeldBack({ actions, items }: MappedRecords): number {
  let bytes = 0
  for (const item of items) bytes += ENTRY_BYTES + itemBytes(item)
  for (const { action } of actions) bytes += ENTRY_BYTES + valueBytes(action)
  return bytes
}

function itemBytes(item: SourceItem<unknown>): number {
  if ("problem" in item) return valueBytes([item.raw, item.fields])
  return item.keptBytes ?? valueBytes([item.record])
}

/** Of all that a value holds, each object of it once. */
function valueBytes(value: object): number {
  const objects = new Set([value])
  let bytes = 0
  for (const object of objects)
    for (const part of Object.values(object) as readonly unknown[]) {
      bytes += VALUE_BYTES
      if (typeof part === "string") bytes += CHARACTER_BYTES * part.length
      else if (typeof part === "object" && part !== null) objects.add(part)
    }
  return bytes
}
