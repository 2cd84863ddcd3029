import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { directoryName } from "./directory-name.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "directory-name-"))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe("directoryName()", () => {
  it("keeps names that are fine", () => {
    expect(["users.csv", "käse-2026_01", "顧客"].map(directoryName)).toEqual([
      "users.csv",
      "käse-2026_01",
      "顧客",
    ])
  })

  it("makes two names of two long texts that begin alike", () => {
    const long = "x".repeat(200)
    expect(directoryName(`${long}a`)).not.toBe(directoryName(`${long}b`))
    expect(directoryName(`${long}a`)).toBe(directoryName(`${long}a`))
  })

  it("makes one name, that any file system takes, of any text", () => {
    const odd = fc.constantFrom(
      "..",
      "/",
      "\\",
      "\0",
      "\n",
      "😀",
      "𠮷",
      "é",
      " ",
      "x".repeat(50),
      "顧".repeat(60),
      "-",
      ".",
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(odd).map((parts) => parts.join("")),
        ),
        (text) => {
          const name = directoryName(text)
          expect(name).toMatch(/^[^/\\\0\s]+$/)
          expect(name.startsWith(".")).toBe(false)
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
          expect(Buffer.from(name).toString()).toBe(name)
          mkdirSync(join(folder, name), { recursive: true })
        },
      ),
    )
  })
})
