import fc from "fast-check"
import { expect, it } from "vitest"
import type { BatchEntry } from "../batches/batch.ts"
import type { Settlement } from "./importer.ts"
import { SettledInOrder } from "./settled-in-order.ts"

/** As much of an entry as says which one it is. */
const entriesOf = (count: number): BatchEntry[] =>
  Array.from({ length: count }, (_, index) => ({ startByte: index }) as BatchEntry)
const settlementOf = (entry: BatchEntry, part = 0): Settlement =>
  ({ action: { entry, part }, outcome: { kind: "accepted" } }) as unknown as Settlement
const nameOf = ({ action }: Settlement): string => {
  const { entry, part } = action as unknown as { entry: BatchEntry; part: number }
  return `${entry.startByte}.${part}`
}

it("gives all that it takes, once, in the order of the entries, and nothing behind a gap before the end", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 3 }), { maxLength: 12 }),
      fc.infiniteStream(fc.nat()),
      fc.infiniteStream(fc.boolean()),
      fc.nat({ max: 12 }),
      (partCounts, places, takes, unsettled) => {
        const entries = entriesOf(partCounts.length)
        const partsOf = (entry: BatchEntry): Settlement[] =>
          Array.from({ length: partCounts[entry.startByte] ?? 0 }, (_, part) => settlementOf(entry, part))
        const settled = new SettledInOrder(entries)
        const left = [...entries]
        const known = new Set<BatchEntry>()
        const given: string[] = []
        while (left.length > unsettled) {
          const [entry] = left.splice((places.next().value ?? 0) % left.length, 1)
          if (entry === undefined) break
          const parts = partsOf(entry)
          settled.settle(entry, parts.length === 1 && parts[0] !== undefined ? parts[0] : parts)
          known.add(entry)
          if (takes.next().value !== true) continue
          given.push(...settled.take().map(nameOf))
          const gap = entries.findIndex((one) => !known.has(one))
          const before = gap === -1 ? entries : entries.slice(0, gap)
          expect(given).toEqual(before.flatMap(partsOf).map(nameOf))
        }
        given.push(...settled.takeAll().map(nameOf))
        expect(given).toEqual(
          entries
            .filter((entry) => known.has(entry))
            .flatMap(partsOf)
            .map(nameOf),
        )
      },
    ),
  )
})
