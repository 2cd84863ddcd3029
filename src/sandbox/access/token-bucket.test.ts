import fc from "fast-check"
import { expect, it } from "vitest"

import { TokenBucket } from "./token-bucket.ts"

it("TokenBucket admits a burst, then as many as refill", () => {
  const bucket = new TokenBucket({ perSecond: 5 }, 0)
  const admitted = (atMs: number): boolean => bucket.take(atMs).admitted
  expect([0, 0, 0, 0, 0, 0].map(admitted)).toEqual([true, true, true, true, true, false])
  expect(bucket.take(100)).toEqual({ admitted: false, burstTokens: 5, remainingTokens: 0, waitMs: 100 })
  expect(admitted(200)).toBe(true)
  expect(admitted(200)).toBe(false)
})

it("TokenBucket never admits more in a window than burst and refill allow, and admits after the told wait", () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 100 })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 20 }),
      gaps,
      (perSecond, burst, times) => {
        const bucket = new TokenBucket({ perSecond, burst }, 0)
        const admittedAt: number[] = []
        let nowMs = 0
        for (const gapMs of times) {
          nowMs += gapMs
          const admission = bucket.take(nowMs)
          nowMs += admission.waitMs
          const isAdmitted = admission.admitted || bucket.take(nowMs).admitted
          expect(isAdmitted).toBe(true)
          admittedAt.push(nowMs)
        }
        for (const [first, fromMs] of admittedAt.entries()) {
          for (const [offset, toMs] of admittedAt.slice(first).entries()) {
            expect(offset + 1).toBeLessThanOrEqual(burst + ((toMs - fromMs) * perSecond) / 1000 + 1e-6)
          }
        }
      },
    ),
  )
})
