import { expect, it } from "vitest"
import { keyFingerprint } from "./key-fingerprint.ts"

it("keyFingerprint() is what it always was, differs by key and by import, and does not show the key", () => {
  expect(keyFingerprint("users.csv", "abcdef")).toBe(keyFingerprint("users.csv", "abcdef"))
  expect(keyFingerprint("users.csv", "abcdef")).toMatch(/^[0-9a-f]{8}$/)
  expect(keyFingerprint("users.csv", "abcdee")).not.toBe(keyFingerprint("users.csv", "abcdef"))
  expect(keyFingerprint("users", "abcdef")).not.toBe(keyFingerprint("users.csv", "abcdef"))
})
