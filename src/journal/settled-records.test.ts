import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { SettledRecords } from "./settled-records.ts"
import type { SettledSnapshot } from "./settled-records.ts"

/** The same, so simply that it must be right. */
function snapshotOf(settled: ReadonlySet<number>): SettledSnapshot {
  let lowWater = 0
  while (settled.has(lowWater + 1)) lowWater += 1
  const ranges: [number, number][] = []
  for (const record of [...settled].toSorted((one, other) => one - other)) {
    const last = ranges.at(-1)
    if (record <= lowWater) continue
    if (last?.[1] === record - 1) last[1] = record
    else ranges.push([record, record])
  }
  return { lowWater, ranges }
}

/** Runs of records from somewhere not too far ahead: near word borders, far enough to let the ring grow, some of them twice. */
const runs = fc.array(
  fc.record({
    ahead: fc.oneof(fc.nat({ max: 70 }), fc.nat({ max: 3_000 }), fc.nat({ max: 40_000 })),
    length: fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 1_500 })),
    isBackward: fc.boolean(),
    fillsGaps: fc.boolean(),
  }),
  { maxLength: 20 },
)

describe("SettledRecords", () => {
  it("holds what a Set holds, in whatever order records are settled, also after it was written down and restored", () => {
    fc.assert(
      fc.property(runs, fc.array(fc.nat({ max: 50_000 }), { maxLength: 50 }), (steps, others) => {
        let settled = new SettledRecords()
        const expected = new Set<number>()
        for (const { ahead, length, isBackward, fillsGaps } of steps) {
          const from = settled.lowWater + 1 + (fillsGaps ? 0 : ahead)
          for (let index = 0; index < length; index += 1) {
            const record = isBackward ? from + length - 1 - index : from + index
            settled.add(record)
            expected.add(record)
          }
          const snapshot = snapshotOf(expected)
          expect(settled.lowWater).toBe(snapshot.lowWater)
          expect(settled.highest).toBe(Math.max(0, ...expected))
          expect(settled.snapshot()).toEqual(snapshot)
          if (fillsGaps) settled = new SettledRecords(JSON.parse(JSON.stringify(snapshot)) as SettledSnapshot)
        }
        for (const record of others) expect(settled.has(record)).toBe(expected.has(record) || record === 0)
        expect([...expected].filter((record) => !settled.has(record))).toEqual([])
        for (const record of expected) settled.add(record)
        expect(settled.snapshot()).toEqual(snapshotOf(expected))
      }),
      { numRuns: 200 },
    )
  })

  it("begins with nothing", () => {
    const settled = new SettledRecords()
    expect([settled.lowWater, settled.highest, settled.has(1), settled.ranges()]).toEqual([0, 0, false, []])
  })

  it("counts on beyond what 32 bits can number", () => {
    const lowWater = 2 ** 33
    const settled = new SettledRecords({ lowWater, ranges: [[lowWater + 3, lowWater + 9]] })
    settled.add(lowWater + 1)
    expect(settled.snapshot()).toEqual({ lowWater: lowWater + 1, ranges: [[lowWater + 3, lowWater + 9]] })
    settled.add(lowWater + 2)
    expect(settled.snapshot()).toEqual({ lowWater: lowWater + 9, ranges: [] })
  })

  it("slides through millions of records with one that waits now and then", () => {
    const settled = new SettledRecords()
    let waiting = 1
    for (let record = 2; record <= 2_000_000; record += 1) {
      if (record % 100_000 !== 0) {
        settled.add(record)
        continue
      }
      expect(settled.lowWater).toBe(waiting - 1)
      settled.add(waiting)
      expect(settled.lowWater).toBe(record - 1)
      waiting = record
    }
    expect(settled.snapshot()).toEqual({ lowWater: 1_999_999, ranges: [] })
  })
})
