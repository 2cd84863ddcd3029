import { expect } from "vitest"
import type { SourceItem } from "../../src/sources/data-source.ts"

/** An item as plain data; on the way it is checked that a record that was let go comes back the same. */
export function plainItem<Data>(item: SourceItem<Data>): SourceItem<Data> {
  if ("problem" in item) return item
  const { origin, position, record } = item
  item.release?.()
  expect(item.record).toEqual(record)
  item.compact?.()
  expect(item.record).toEqual(record)
  expect(item.position).toEqual(position)
  return origin === undefined ? { position, record } : { position, origin, record }
}
