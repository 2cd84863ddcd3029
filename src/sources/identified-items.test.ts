import { expect, it } from "vitest"
import type { GoodItem, SourceItem } from "./data-source.ts"
import { identifiedItems } from "./identified-items.ts"

async function noted(item: GoodItem<object>): Promise<GoodItem<object>> {
  async function* read(): AsyncGenerator<readonly SourceItem<object>[]> {
    yield await Promise.resolve([item])
  }
  for await (const [first] of identifiedItems(read(), undefined, { name: "rows" }))
    if (first !== undefined && "record" in first) return first
  throw new Error("nothing came")
}

it("keeps of a mapped record only what JSON said of it when it was read, and says how much that is", async () => {
  const record = { email: "a@x.com", text: "x".repeat(10_000) }
  const [asRead, json] = [{ ...record }, JSON.stringify(record)]
  const item = await noted({ position: { recordNumber: 1 }, record })
  expect(item.record).toBe(record)
  expect(item.keptBytes).toBeGreaterThanOrEqual(json.length)
  const digest = item.digest?.()
  record.email = "changed@x.com"
  item.release?.()
  expect(item.record).toEqual(asRead)
  expect(item.digest?.()).toBe(digest)
})

it("keeps a record of which JSON cannot say all", async () => {
  const record = { id: 5n, text: "x".repeat(10_000) }
  const item = await noted({ position: { recordNumber: 1 }, record })
  item.release?.()
  expect(item.record).toBe(record)
  expect(item.keptBytes).toBeGreaterThanOrEqual(10_000)
})
