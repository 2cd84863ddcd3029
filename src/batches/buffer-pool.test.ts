import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { BufferPool } from "./buffer-pool.ts"

describe("BufferPool", () => {
  it("never has a buffer out twice, never gives one that is too small, and keeps no more than sixteen", () => {
    const step = fc.oneof(
      fc.record({ take: fc.integer({ min: 1, max: 500 }) }),
      fc.record({ give: fc.nat() }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const pool = new BufferPool()
        const out: Buffer[] = []
        let isRight = true
        for (const asked of steps) {
          if ("take" in asked) {
            const buffer = pool.take(asked.take)
            isRight &&= buffer.length >= asked.take && !out.includes(buffer)
            out.push(buffer)
          } else {
            const [back] = out.splice(asked.give % (out.length || 1), 1)
            if (back !== undefined) pool.give(back)
          }
        }
        expect(isRight).toBe(true)
        const kept = Array.from({ length: 40 }, () => pool.take(1)).filter(({ length }) => length > 1)
        expect(new Set([...kept, ...out]).size).toBe(kept.length + out.length)
        expect(kept.length).toBeLessThanOrEqual(16)
      }),
    )
  })

  it("uses a buffer again", () => {
    const pool = new BufferPool()
    const buffer = pool.take(1_000)
    pool.give(buffer)
    expect(pool.take(10)).toBe(buffer)
  })
})
