import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ResumePoints } from "./resume-points.ts"

describe("ResumePoints", () => {
  it("gives the last noted position that is not behind the first unsettled record", () => {
    const growth = fc.array(
      fc.record({ length: fc.integer({ min: 1, max: 9 }), settled: fc.nat({ max: 12 }) }),
    )
    fc.assert(
      fc.property(growth, (steps) => {
        const points = new ResumePoints()
        const noted: number[] = []
        let next = 1
        let lowWater = 0
        for (const { length, settled } of steps) {
          points.note({ recordNumber: next })
          noted.push(next)
          next += length
          lowWater = Math.min(lowWater + settled, next - 1)
          expect(points.at(lowWater)?.recordNumber).toBe(
            noted.findLast((recordNumber) => recordNumber <= lowWater + 1),
          )
        }
      }),
    )
  })

  it("is at the start of the source while nothing was read", () => {
    expect(new ResumePoints().at(0)).toBeUndefined()
  })

  it("stays where a resumed run began until that run gets further", () => {
    const start = { recordNumber: 40, byteOffset: 4_000 }
    const points = new ResumePoints(start)
    expect(points.at(45)).toEqual(start)
    points.note({ recordNumber: 50, byteOffset: 5_000 })
    expect(points.at(48)).toEqual(start)
    expect(points.at(49)).toEqual({ recordNumber: 50, byteOffset: 5_000 })
  })
})
