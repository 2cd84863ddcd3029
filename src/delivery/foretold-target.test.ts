import { expect, it } from "vitest"
import { foretoldTarget } from "./foretold-target.ts"

const BEFORE = { baseUrl: "https://api.eu.iterable.com", keyFingerprint: "0123abcd" }
const US = "https://api.iterable.com"

it("foretoldTarget() is what was named, and else what it was before", () => {
  expect(foretoldTarget(BEFORE, { baseUrl: US, isNamed: false, keyFingerprint: "" })).toEqual(BEFORE)
  expect(foretoldTarget(BEFORE, { baseUrl: US, keyFingerprint: "" })).toEqual({ ...BEFORE, baseUrl: US })
  expect(foretoldTarget(BEFORE, { baseUrl: US, isNamed: false, keyFingerprint: "f" })).toEqual({
    ...BEFORE,
    keyFingerprint: "f",
  })
})
