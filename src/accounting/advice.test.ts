import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { adviceFor } from "./advice.ts"

describe("adviceFor()", () => {
  it.each(["constructor", "toString", "__proto__", "hasOwnProperty"])(
    "has words for a code named %s too",
    (code) => {
      expect(adviceFor({ stage: "api", code, message: "" })).toBe("see what Iterable says of this record")
    },
  )

  it("has words for any code at any stage", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom("parse", "map", "validate", "api"), (code, stage) => {
        expect(adviceFor({ stage, code, message: "" })).toMatch(/^[a-z]/)
      }),
    )
  })

  it("does not say to take an older update off the list, which may be the last one there", () => {
    const advice = adviceFor({ stage: "validate", code: "overwrites-newer", message: "" })
    expect(advice).toMatch(
      /^if the newer values are right, leave it in the list.* retry with --overwrite-newer/,
    )
  })

  it.each([
    "timeout",
    "no-answer",
    "answer-not-understood",
    "counts-do-not-add-up",
    "may-be-changed-already",
  ])("says of what may have been applied to look first: %s", (code) => {
    expect(adviceFor({ stage: "api", code, message: "" })).toContain("look the user up in Iterable before")
  })

  it.each([
    "RateLimitExceeded",
    "http-503",
    "http-500",
    "GenericError",
    "DatabaseError",
    "answer-not-understood",
    "timeout",
  ])("says of what a failure left open whether sending it again is harmless: %s", (code) => {
    const again = adviceFor({
      stage: "api",
      code,
      message: "no answer; it may have been applied; sending it again is harmless",
    })
    expect(again).toMatch(/^send it again, .*harmless$/)
    expect(again).not.toContain("look")
    const message = "no answer; it may have been applied, and without an id sending it again could double it"
    expect(adviceFor({ stage: "api", code, message })).toMatch(/^look the user up/)
  })

  it("says what to do where it is known", () => {
    expect(adviceFor({ stage: "parse", code: "undecodable", message: "" })).toMatch(
      /^say which encoding .* --encoding windows-1252 --restart /,
    )
    expect(adviceFor({ stage: "validate", code: "odd", message: "" })).toBe(
      "correct the record and import it again",
    )
    for (const code of ["not-corrected", "not-mended"]) {
      expect(adviceFor({ stage: "parse", code, message: "" })).toBe(
        "fill the columns with what import_raw says",
      )
    }
    for (const code of ["too-large", "BatchTooLarge", "http-413"]) {
      expect(adviceFor({ stage: "api", code, message: "" })).toBe("send less data in one action")
    }
  })

  it.each([
    'dataFields.since has the type date in this project for good; got "01.03.2026"',
    'Iterable expects the type date in dataFields.since; got "01.03.2026"',
    "Iterable answered 400: Project 1: The request does not have the same data types as the data previously submitted. Field 'since' already exists for type 'user' and has a data type of 'date' but possible types 'string, keyword' in the request.",
  ])("lists how dates are written where one is refused: %s", (message) => {
    const advice = adviceFor({ stage: "api", code: "RequestFieldsTypesMismatched", message })
    expect(advice).toBe(
      "write dates as 2026-03-01, 2026-03-01 10:20:30, 2026-03-01 10:20:30 +00:00 or 2026-03-01T10:20:30.000Z, or leave the field out (undefined) where there is none",
    )
  })

  it("claims of no field that its type is fixed", () => {
    const message = 'Iterable expects the type long in dataFields.tags; got [1,"x"]'
    const advice = adviceFor({ stage: "api", code: "RequestFieldsTypesMismatched", message })
    expect(advice).not.toMatch(/for good|this project/)
  })

  it.each([
    ["the import has no journal", /^look the user up; .* journal/],
    ["records is not a file that can be read again", /^look the user up; /],
    ["users.csv was written to while it was imported", /^look the user up; /],
    ["record 7 (line 8) comes later, and may have been imported", /^look the user up; /],
    ["retries have imported more users than are remembered", /^look the user up; /],
    [
      "the map function now fails on record 7, which was imported",
      /^let the map function .*, or look the user up; /,
    ],
    ["users.csv is no longer there", /^put the source back as it was, or look the user up; /],
    ["users.csv has changed since it was imported (it is longer)", /^put the source back as it was, /],
  ])("says of an update that is left out what helps where %s", (why, advice) => {
    const message = `it is not known whether a later record about the same user was imported, as ${why}: running this one now could replace newer values with older ones`
    const given = adviceFor({ stage: "validate", code: "may-overwrite-newer", message })
    expect(given).toMatch(advice)
    expect(given).toContain("to run it all the same, retry with --overwrite-newer (overwriteNewer: true)")
    expect(given.includes("source back")).toBe(advice.source.includes("source back"))
  })
})
