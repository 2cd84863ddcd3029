import { expect, it } from "vitest"
import { targetToRemember } from "./target-to-remember.ts"

const TARGET = { baseUrl: "https://api.iterable.com", keyFingerprint: "now" }

it.each([
  ["an answer has shown that the key is taken", { keyBefore: "before", isKeyAccepted: true }, "now"],
  ["no answer has", { keyBefore: "before", isKeyAccepted: false }, "before"],
  ["the importer does not say", { keyBefore: "before" }, "now"],
  ["it is the first key", { isKeyAccepted: false }, "now"],
  ["the key before is not known", { keyBefore: "", isKeyAccepted: false }, "now"],
])("targetToRemember(), where %s", (_, known, keyFingerprint) => {
  expect(targetToRemember(TARGET, known)).toEqual({ ...TARGET, keyFingerprint })
})
