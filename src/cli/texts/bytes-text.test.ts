import { describe, expect, it } from "vitest"
import { bytesText } from "./bytes-text.ts"

describe("bytesText()", () => {
  it.each([
    [1, "1 byte"],
    [999, "999 bytes"],
    [1_000, "1.0 kB"],
    [999_949, "999.9 kB"],
    [999_950, "1.0 MB"],
    [3_900_000, "3.9 MB"],
    [1_234_000_000_000_000, "1234.0 TB"],
  ])("writes %d as %s", (bytes, text) => expect(bytesText(bytes)).toBe(text))
})
