import { describe, expect, it } from "vitest"
import { jsonText } from "../json/json-text.ts"
import { decimal } from "./decimal.ts"
import { DeclaredDecimals } from "./declared-decimals.ts"

function marked(fields: Record<string, unknown>, ...names: string[]): string {
  new DeclaredDecimals(names).markIn(fields)
  return jsonText(fields)
}

describe("DeclaredDecimals", () => {
  it.each([
    [{ score: 0, visits: 0 }, '{"score":0.0,"visits":0}'],
    [{ score: 2.5 }, '{"score":2.5}'],
    [{ score: [1, [2]] }, '{"score":[1.0,[2.0]]}'],
    [{ score: "5" }, '{"score":"5"}'],
    [{ score: null }, '{"score":null}'],
    [{ score: { score: 1 } }, '{"score":{"score":1}}'],
    [{ score: decimal(3) }, '{"score":3.0}'],
    [{ order: { total: 7, items: 2 } }, '{"order":{"total":7.0,"items":2}}'],
    [{ order: [{ total: 7 }, { total: 8 }, 9] }, '{"order":[{"total":7.0},{"total":8.0},9]}'],
    [{ "order.total": 7 }, '{"order.total":7.0}'],
    [{ order: { "total.net": 7, total: 1 } }, '{"order":{"total.net":7,"total":1.0}}'],
    [{ a: { "b.c": 1 } }, '{"a":{"b.c":1.0}}'],
    [{ "a.b": { c: 1 } }, '{"a.b":{"c":1.0}}'],
    [{ other: 0 }, '{"other":0}'],
  ])("marks the numbers of the fields that it is given: %j", (fields, json) => {
    expect(marked(fields, "score", "order.total", "a.b.c")).toBe(json)
  })

  it("marks a field of any name", () => {
    const fields = JSON.parse('{"__proto__":5,"constructor":6}') as Record<string, unknown>
    expect(marked(fields, "__proto__", "constructor", "toString.x")).toBe(
      '{"__proto__":5.0,"constructor":6.0}',
    )
    expect(marked({ a: 1 }, "a", "a")).toBe('{"a":1.0}')
  })

  it("leaves what is no number for the one who writes it to refuse", () => {
    const fields = { score: Number.NaN }
    new DeclaredDecimals(["score"]).markIn(fields)
    expect(fields.score).toBeNaN()
  })
})
