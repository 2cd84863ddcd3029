import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { QUICK_ANSWER_MS, afterGoodAnswer, afterTooLarge, initialBatchSize } from "./batch-size.ts"
import type { BatchSize } from "./batch-size.ts"

describe("the size of batches", () => {
  it("starts at a thousand, or at the limit", () => {
    expect([initialBatchSize(50_000).records, initialBatchSize(10).records]).toEqual([1_000, 10])
  })

  it("grows to what would still be answered quickly, twentyfold at the most, up to the limit", () => {
    const size = initialBatchSize(20_000)
    expect(afterGoodAnswer(size, 900, 100).records).toBe(18_000)
    expect(afterGoodAnswer(initialBatchSize(50_000), 1_000, 100).records).toBe(20_000)
    expect(afterGoodAnswer(size, 1_000, QUICK_ANSWER_MS / 4).records).toBe(4_000)
    expect(afterGoodAnswer(size, 1_000, QUICK_ANSWER_MS).records).toBe(1_000)
    expect(afterGoodAnswer({ ...size, records: 4_000 }, 4_000, 100).records).toBe(20_000)
  })

  it("grows with patience and by no more than twice once something was too large", () => {
    let size = afterTooLarge(initialBatchSize(20_000), 1_000)
    for (let answers = 0; answers < 49; answers += 1) size = afterGoodAnswer(size, 500, 1)
    expect(size.records).toBe(500)
    expect(afterGoodAnswer(size, 500, 1).records).toBe(1_000)
  })

  it("stays after a slow answer, and after one to a request that proves no more", () => {
    const size = initialBatchSize(5_000)
    expect(afterGoodAnswer(size, 1_000, QUICK_ANSWER_MS + 1).records).toBe(1_000)
    expect(afterGoodAnswer(size, 50, 1).records).toBe(1_000)
  })

  it("takes no request of less than half the size for a proof once something was too large", () => {
    let size = afterTooLarge(initialBatchSize(20_000), 1_000)
    for (let answers = 0; answers < 100; answers += 1) size = afterGoodAnswer(size, 249, 1)
    expect(size.records).toBe(500)
    for (let answers = 0; answers < 50; answers += 1) size = afterGoodAnswer(size, 499, 1)
    expect(size.records).toBe(998)
  })

  it("becomes half of what was too large, and never grows by that", () => {
    const size = initialBatchSize(50_000)
    expect(afterTooLarge(size, 1_000).records).toBe(500)
    expect(afterTooLarge(size, 300).records).toBe(150)
    expect(afterTooLarge({ ...size, records: 100 }, 1_000).records).toBe(100)
    expect(afterTooLarge(size, 1).records).toBe(1)
  })

  it("stays between one and the limit, whatever happens", () => {
    const happening = fc.tuple(fc.boolean(), fc.nat({ max: 60_000 }), fc.nat({ max: 20_000 }))
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50_000 }), fc.array(happening), (maxRecords, all) => {
        let size = initialBatchSize(maxRecords)
        for (const [isGood, sent, latencyMs] of all) {
          size = isGood ? afterGoodAnswer(size, sent, latencyMs) : afterTooLarge(size, sent)
          expect(size.records).toBeGreaterThanOrEqual(1)
          expect(size.records).toBeLessThanOrEqual(maxRecords)
        }
      }),
    )
  })

  it.each([1, 7, 999, 1_000, 1_500, 40_000])(
    "finds a server's limit of %d, and does not run into it again and again",
    (limit) => {
      let size: BatchSize = initialBatchSize(50_000)
      let refused = 0
      let sent = 0
      for (let request = 0; request < 1_000; request += 1) {
        const isRefused = size.records > limit
        refused += isRefused ? 1 : 0
        sent += isRefused ? 0 : size.records
        size = isRefused ? afterTooLarge(size, size.records) : afterGoodAnswer(size, size.records, 100)
      }
      expect(refused).toBeLessThan(50)
      expect(sent / (1_000 - refused)).toBeGreaterThan(limit / 2 - 1)
    },
  )
})
