import { describe, expect, it } from "vitest"
import { readApiKey } from "./read-api-key.ts"

const KEY_LIKE = "0123456789abcdef0123456789abcdef"

describe("readApiKey()", () => {
  it("takes the key from ITERABLE_API_KEY, or from the variable that is named", () => {
    expect(readApiKey({ ITERABLE_API_KEY: " one\n", OTHER: "two" })).toBe("one")
    expect(readApiKey({ ITERABLE_API_KEY: "one", OTHER: "two" }, "OTHER")).toBe("two")
  })

  it("takes a name in small letters if it is set", () => {
    expect(readApiKey({ my_key: "one" }, "my_key")).toBe("one")
  })

  it("names the variable that is not set or empty", () => {
    expect(() => readApiKey({})).toThrow("ITERABLE_API_KEY is not set")
    expect(() => readApiKey({ OTHER: " " }, "OTHER")).toThrow("OTHER is empty")
  })

  it.each([KEY_LIKE, `a${KEY_LIKE.slice(1)}`, KEY_LIKE.toUpperCase(), "sk-live-1234"])(
    "never shows what could be a key: %s",
    (name) => {
      let message = ""
      try {
        readApiKey({}, name)
      } catch (error) {
        message = String(error)
      }
      expect(message).toContain("takes the name of an environment variable")
      expect(message).not.toContain(name)
    },
  )
})
