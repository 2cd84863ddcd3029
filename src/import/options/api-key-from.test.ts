import { describe, expect, it } from "vitest"
import { apiKeyFrom } from "./api-key-from.ts"

describe("apiKeyFrom()", () => {
  it("takes a key, without blanks around it", () => {
    expect(apiKeyFrom({ apiKey: " abc123\n" })).toBe("abc123")
  })

  it("needs none for a dry run", () => {
    expect(apiKeyFrom({ dryRun: true })).toBe("")
  })

  it.each([undefined, "", "  ", 5, null])("refuses %j", (apiKey) => {
    expect(() => apiKeyFrom({ apiKey: apiKey as never })).toThrow(/^apiKey is missing/)
  })

  it.each(["c4n4ry\r\nX-Evil: 1", "c4n4ry key", "c4n4ryü"])(
    "refuses %j, which no header can hold, and never shows it",
    (apiKey) => {
      expect(() => apiKeyFrom({ apiKey })).toThrow(/characters that no key has/)
      expect(() => apiKeyFrom({ apiKey })).not.toThrow(/c4n4ry/)
    },
  )
})
