import { describe, expect, it } from "vitest"
import { nearestName } from "./nearest-name.ts"

const NAMES = ["email", "userId", "dataFields", "preferUserId"]

describe("nearestName()", () => {
  it.each([
    ["emial", "email"],
    ["Email", "email"],
    ["mail", "email"],
    ["emails", "email"],
    ["userID", "userId"],
    ["userid", "userId"],
    ["datafield", "dataFields"],
  ])("takes %s for %s", (name, known) => {
    expect(nearestName(name, NAMES)).toBe(known)
  })

  it.each(["", "city", "e", "x".repeat(100_000)])("takes no other name for one of them: %s", (name) => {
    expect(nearestName(name, NAMES)).toBeUndefined()
  })
})
