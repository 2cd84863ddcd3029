import { expect, it } from "vitest"

import { drawLatencyMs } from "./latency-model.ts"
import { seededRandom } from "../seeded-random.ts"

it("drawLatencyMs() keeps to its model", () => {
  const random = seededRandom(7, "test")
  expect(drawLatencyMs({ kind: "fixed", latencyMs: 40 }, 9, random)).toBe(40)
  const perMegabyte = { kind: "per-megabyte", baseMs: 100, perMegabyteMs: 50 } as const
  expect(drawLatencyMs(perMegabyte, 2_000_000, random)).toBe(200)
  const drawn = Array.from({ length: 500 }, () =>
    drawLatencyMs({ kind: "uniform", minMs: 10, maxMs: 20 }, 0, random),
  )
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(10)
  expect(Math.min(...drawn)).toBeLessThan(11)
  expect(Math.max(...drawn)).toBeLessThan(20)
  expect(Math.max(...drawn)).toBeGreaterThan(19)
})

it("seededRandom() repeats itself for a seed and a purpose, and for nothing else", () => {
  const take = (seed: number, purpose: string): readonly number[] => {
    const random = seededRandom(seed, purpose)
    return Array.from({ length: 5 }, () => random())
  }
  expect(take(1, "a")).toEqual(take(1, "a"))
  expect(take(1, "a")).not.toEqual(take(2, "a"))
  expect(take(1, "a")).not.toEqual(take(1, "b"))
})
