import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { identityKeys } from "../actions/identity.ts"
import type { Identity } from "../actions/identity.ts"
import { identityMarks } from "./identity-marks.ts"

const some = fc.option(fc.constantFrom("a@b.co", "A@b.co", "b@b.co", "a", "A"), { nil: undefined })
const identity: fc.Arbitrary<Identity> = fc.record({
  email: some,
  userId: some,
  newEmail: some,
  newUserId: some,
})

describe("identityMarks()", () => {
  it("meet wherever the keys meet: two actions of one user are never taken for two users'", () => {
    fc.assert(
      fc.property(identity, identity, (one, other) => {
        const keys = new Set(identityKeys(one))
        const marks = new Set(identityMarks(one))
        const isSame = identityKeys(other).some((key) => keys.has(key))
        expect(identityMarks(other).some((mark) => marks.has(mark))).toBe(isSame)
      }),
    )
  })

  it("meet for addresses of all of Unicode that are one in lower case", () => {
    const none = { userId: undefined, newEmail: undefined, newUserId: undefined }
    const marksOf = (email: string): number[] => identityMarks({ ...none, email })
    for (let unit = 1; unit < 0x10000; unit += 1) {
      const email = `x${String.fromCharCode(unit)}Y@b.co`
      if (marksOf(email)[0] !== marksOf(email.toLowerCase())[0]) expect(marksOf(email)).toBe(email)
    }
    expect(marksOf("\u212a@b.co")).toEqual(marksOf("K@b.co"))
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (email) => {
        expect(marksOf(email)).toEqual(marksOf(email.toLowerCase()))
        expect(identityMarks({ ...none, email: "a", newEmail: email }).at(1)).toBe(
          email === "a" ? undefined : marksOf(email.toLowerCase())[0],
        )
      }),
    )
  })

  it("seldom meet for strangers", () => {
    const marks = new Set<number>()
    for (let index = 0; index < 50_000; index += 1) {
      const [mark = 0] = identityMarks({
        email: `user${index}@example.com`,
        userId: undefined,
        newEmail: undefined,
        newUserId: undefined,
      })
      marks.add(mark)
    }
    expect(marks.size).toBeGreaterThan(49_900)
  })

  it("tells an email from a userId of the same text", () => {
    const none = { email: undefined, userId: undefined, newEmail: undefined, newUserId: undefined }
    expect(identityMarks({ ...none, email: "x" })).not.toEqual(identityMarks({ ...none, userId: "x" }))
  })
})
