import { describe, expect, it } from "vitest"
import type { Rejection } from "../actions/outcome.ts"
import { asOurs, asValue, say } from "../messages/say.ts"
import type { SourceItem } from "../sources/data-source.ts"
import { ALIKE_AT_START, AlikeStart } from "./alike-start.ts"
import type { MappedRecords } from "./mapped-records.ts"

type Records = Pick<MappedRecords, "items" | "unmapped">

const BLANK: Rejection = { stage: "map", code: "invalid-field", ...say`email has a blank` }
const THROWN: Rejection = { stage: "map", code: "map-function-threw", message: "x is not defined" }
const SHORT: Rejection = { stage: "parse", code: "too-few-fields", message: "The row has 1 field." }

/** Records that failed as said; undefined: that did not. */
function records(...rejections: readonly (Rejection | undefined)[]): Records {
  const items = rejections.map((_, index): SourceItem<unknown> => ({
    position: { recordNumber: index + 1 },
    record: {},
  }))
  const unmapped = items.flatMap((item, index) => {
    const rejection = rejections[index]
    return rejection === undefined ? [] : [{ item, rejection }]
  })
  return { items, unmapped }
}

const many = (count: number, rejection: Rejection = SHORT): Records =>
  records(...Array.from({ length: count }, () => rejection))

describe("AlikeStart", () => {
  it("finds 200 that fail alike, in one array or several, and looks at no later one", () => {
    expect(new AlikeStart().look(many(ALIKE_AT_START - 1))).toBeUndefined()
    expect(new AlikeStart().look(many(ALIKE_AT_START))).toMatchObject({ count: 200, isAll: false })
    const start = new AlikeStart()
    expect(start.look(many(150))).toBeUndefined()
    const rest = records(...Array.from({ length: 50 }, () => SHORT), undefined)
    expect(start.look(rest)).toMatchObject({ count: 200, isAll: false, rejection: SHORT })
  })

  it("finds that all of fewer fail alike, but for a single one, or none", () => {
    const end = (given: Records): unknown => {
      const start = new AlikeStart()
      expect(start.look(given)).toBeUndefined()
      return start.end()
    }
    expect(end(many(2))).toMatchObject({ count: 2, isAll: true, item: { position: { recordNumber: 1 } } })
    expect(end(many(1))).toBeUndefined()
    expect(end(records())).toBeUndefined()
  })

  it.each<[string, readonly (Rejection | undefined)[]]>([
    ["one that did not fail", [SHORT, SHORT, undefined]],
    ["one that did not fail at the start", [undefined, SHORT]],
    ["another code", [SHORT, { ...SHORT, code: "too-many-fields" }]],
    ["another stage", [SHORT, { ...SHORT, stage: "map" }]],
    ["another fault of a field", [BLANK, { ...BLANK, ...say`email is missing` }]],
  ])("knows that records differ by %s", (_, rejections) => {
    expect(new AlikeStart().look(records(...rejections))).toBe("differs")
  })

  it.each<[string, readonly Rejection[]]>([
    ["values", ["a", "b"].map((text) => ({ ...BLANK, ...say`not a date: ${asValue(text)}` }))],
    ["lines", [1, 22].map((line) => ({ ...BLANK, ...say`no${asOurs(` (map.ts, line ${line})`)}` }))],
    ["what was thrown", [THROWN, { ...THROWN, message: "y is null" }]],
    ["the numbers of fields", [SHORT, { ...SHORT, message: "The row has 2 fields." }]],
  ])("takes for alike what differs in %s", (_, rejections) => {
    const start = new AlikeStart()
    start.look(records(...rejections))
    expect(start.end()).toMatchObject({ count: 2, rejection: rejections[0] })
  })
})
