import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { optionalEventId } from "../resources/optional-event-id.ts"
import { IdDeriver } from "./id-deriver.ts"
import type { IdSeed } from "./id-deriver.ts"

const ORIGIN: IdSeed = {
  origin: "0123456789abcdef",
  recordNumber: 7,
  digest: "rfedcba987654321",
  kind: "track-custom-event",
  eventName: "seen",
  ordinal: 0,
}

const anyOrigin: fc.Arbitrary<IdSeed> = fc.record({
  origin: fc.constantFrom("aa", "ab"),
  recordNumber: fc.integer({ min: 1, max: 12 }),
  digest: fc.constantFrom("1", "11", "", "rfedcba987654321", "r0edcba987654321"),
  kind: fc.constantFrom("track-custom-event" as const, "track-purchase" as const),
  eventName: fc.oneof(
    fc.constantFrom("e", "0\ne", "track-purchase\n0\n", "1\n"),
    fc.string({ unit: "grapheme" }),
  ),
  ordinal: fc.nat({ max: 12 }),
})
const anyKey = fc.array(fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("1", "\n", '"')), {
  minLength: 1,
})

const deriver = new IdDeriver()
/** By one that has derived others before, as well as by a new one. */
const deriveId = (seed: IdSeed): string => {
  const id = deriver.derive(seed)
  expect(new IdDeriver().derive(seed)).toBe(id)
  return id
}

describe("IdDeriver", () => {
  it("stays what it is: another id would double what an earlier version imported", () => {
    expect(deriveId(ORIGIN)).toBe("c1d89a2ee02500000007fedcba987654")
    expect(deriveId({ ...ORIGIN, key: '["o-1","2"]' })).toBe("557edf9188188ebfc3c57b57c9fb14e5")
  })

  it("is an id that Iterable takes, the same for the same origin, and another one for any other", () => {
    fc.assert(
      fc.property(anyOrigin, anyOrigin, (one, other) => {
        const isSame = JSON.stringify(Object.entries(one)) === JSON.stringify(Object.entries(other))
        expect(deriveId(one) === deriveId(other)).toBe(isSame)
        expect(optionalEventId(deriveId(one))).toBe(deriveId({ ...one }))
      }),
      { numRuns: 2_000 },
    )
  })

  it("goes by the key, where there is one, whatever the place and the content", () => {
    fc.assert(
      fc.property(anyOrigin, anyOrigin, anyKey, anyKey, (one, other, oneKey, otherKey) => {
        const [key, keyOfOther] = [JSON.stringify(oneKey), JSON.stringify(otherKey)]
        const { digest, recordNumber } = other
        expect(deriveId({ ...one, key, digest, recordNumber })).toBe(deriveId({ ...one, key }))
        expect(deriveId({ ...one, key }) === deriveId({ ...one, key: keyOfOther })).toBe(key === keyOfOther)
        expect(deriveId({ ...one, key })).not.toBe(deriveId(one))
      }),
    )
  })
})
