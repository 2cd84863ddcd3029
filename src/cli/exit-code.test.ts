import { expect, it } from "vitest"
import { exitCodeOfEnd, exitCodeOfStop } from "./exit-code.ts"

it("exitCodeOfEnd() tells whether all was imported", () => {
  const records = { rejected: 0, unknown: 0 }
  expect(exitCodeOfEnd({ records })).toBe(0)
  expect(exitCodeOfEnd({ records, source: {} })).toBe(0)
  expect(exitCodeOfEnd({ records, source: { hasChanged: true } })).toBe(1)
  expect(exitCodeOfEnd({ records: { rejected: 1, unknown: 0 } })).toBe(1)
  expect(exitCodeOfEnd({ records: { rejected: 0, unknown: 1 } })).toBe(1)
})

it("exitCodeOfStop() sets apart a refused key and an interruption", () => {
  expect(exitCodeOfStop("API_UNAUTHORIZED")).toBe(4)
  expect(exitCodeOfStop("ABORTED")).toBe(130)
  expect(exitCodeOfStop("API_FORBIDDEN")).toBe(3)
  expect(exitCodeOfStop("ASKED_TO_WAIT")).toBe(3)
  expect(exitCodeOfStop("TOO_MANY_REJECTS")).toBe(3)
})
