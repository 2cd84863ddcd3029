import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { adviceFor } from "./advice.ts"

describe("adviceFor()", () => {
  it.each(["constructor", "toString", "__proto__", "hasOwnProperty"])(
    "has words for a code named %s too",
    (code) => {
      expect(adviceFor({ stage: "api", code })).toBe("see what Iterable says of this record")
    },
  )

  it("has words for any code at any stage", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom("parse", "map", "validate", "api"), (code, stage) => {
        expect(adviceFor({ stage, code })).toMatch(/^[a-z]/)
      }),
    )
  })

  it.each([
    "timeout",
    "no-answer",
    "answer-not-understood",
    "counts-do-not-add-up",
    "may-be-changed-already",
  ])("says of what may have been applied to look first: %s", (code) => {
    expect(adviceFor({ stage: "api", code })).toContain("look the user up in Iterable before")
  })

  it("says what to do where it is known", () => {
    expect(adviceFor({ stage: "parse", code: "not-utf8" })).toBe("save the file as UTF-8")
    expect(adviceFor({ stage: "validate", code: "odd" })).toBe("correct the record and import it again")
    for (const code of ["too-large", "BatchTooLarge", "http-413"]) {
      expect(adviceFor({ stage: "api", code })).toBe("send less data in one action")
    }
  })
})
