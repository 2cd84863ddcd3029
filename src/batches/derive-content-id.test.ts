import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { optionalEventId } from "../resources/optional-event-id.ts"
import { deriveContentId } from "./derive-content-id.ts"

const ORIGIN = {
  importName: "events.csv",
  recordNumber: 7,
  actionIndex: 0,
  json: '{"eventName":"e","userId":"u"}',
}

describe("deriveContentId()", () => {
  it("is what it always was: another id would double what an earlier version imported", () => {
    expect(deriveContentId(ORIGIN)).toBe("fffa39273397434ab073af73db50921f")
  })

  it("is an id that Iterable takes, the same for the same origin, and another one for any other", () => {
    const origin = fc.record({
      importName: fc.oneof(fc.string(), fc.constantFrom("a", "a\n1", "a\n1\n2")),
      recordNumber: fc.nat({ max: 12 }),
      actionIndex: fc.nat({ max: 3 }),
      json: fc.constantFrom('{"eventName":"e"}', '{"eventName":"f"}'),
    })
    fc.assert(
      fc.property(origin, origin, (one, other) => {
        const isSame = JSON.stringify(Object.values(one)) === JSON.stringify(Object.values(other))
        expect(deriveContentId(one) === deriveContentId(other)).toBe(isSame)
        expect(optionalEventId(deriveContentId(one))).toBe(deriveContentId({ ...one }))
      }),
      { numRuns: 1_000 },
    )
  })
})
