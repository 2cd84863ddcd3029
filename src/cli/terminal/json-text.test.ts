import { expect, it } from "vitest"
import { jsonText } from "./json-text.ts"

it("jsonText() names options as they are typed in the library's messages, and only there", () => {
  const text = "set maxRejects, or restart: true."
  const typed = "set --max-rejects, or --restart."
  const examples = [{ recordNumber: 1, message: text }]
  const rejectReasons = (advice: string): unknown => [{ code: "some", advice, examples }]
  const value = (own: string): unknown => ({
    importName: text,
    reason: own,
    stopReason: { code: "maxRejects", message: own },
    retried: { nothingImported: { message: own }, rejectReasons: rejectReasons(own) },
  })
  expect(JSON.parse(jsonText(value(text)))).toEqual(value(typed))
})

it("jsonText() escapes what would command a terminal", () => {
  expect(jsonText({ importName: "a\u009Bb" })).toBe(String.raw`{"importName":"a\u009bb"}`)
  expect(jsonText(null)).toBe("null")
})
