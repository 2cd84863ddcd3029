import { describe, expect, it } from "vitest"
import { sandboxHints } from "./sandbox-hints.ts"

const URL = "http://127.0.0.1:8080"

describe("sandboxHints()", () => {
  it("names the program as it was called", () => {
    expect(sandboxHints(URL, {}, "npx idi")).toContain(
      `(any key will do):\n  ITERABLE_API_KEY=sandbox-key npx idi run FILE --map map.ts --base-url ${URL}\n`,
    )
  })

  it("names a key that is taken, where not every one is", () => {
    for (const apiKeys of [["one", "two"], [{ key: "one", kind: "ServerSide" } as const]]) {
      const text = sandboxHints(URL, { apiKeys }, "idi")
      expect(text).toContain("(with one of its apiKeys):\n  ITERABLE_API_KEY=one idi run")
      expect(text).not.toContain("any key")
    }
    expect(sandboxHints(URL, { apiKeys: ["a b; c"] }, "idi")).toContain("ITERABLE_API_KEY=... idi run")
    expect(sandboxHints(URL, { apiKeys: [] }, "idi")).not.toContain("any key")
  })
})
