import { describe, expect, it } from "vitest"
import type { RejectsCsvListRow } from "./rejects-csv-list.ts"
import { lineOfRow } from "./line-of-row.ts"

const row = (recordNumber: number, text: string): Pick<RejectsCsvListRow, "cells" | "item" | "text"> => ({
  cells: undefined,
  item: {
    position: { recordNumber },
    problem: { code: "no-record-number", message: "The row has no number." },
    raw: text,
  },
  text,
})

it.each(['{"state":"rejected","position":{"recordNumber":3},"record":{"a":1}}}', "garbage", "\u0000", "[1]"])(
  "leaves a line as it is that a person has made no reject of: %j",
  (line) => {
    expect(lineOfRow(row(0, line), Buffer.from(line), "users.csv")).toBe(line)
  },
)

it("puts the record of a row into the line that is known of it", () => {
  const base = Buffer.from(
    '{"state":"rejected","source":"users.csv","position":{"recordNumber":3},"code":"c","raw":"x"}',
  )
  const item = { position: { recordNumber: 3 }, record: { a: "2" } }
  expect(JSON.parse(lineOfRow({ cells: undefined, item, text: "" }, base, "users.csv"))).toEqual({
    state: "rejected",
    source: "users.csv",
    position: { recordNumber: 3 },
    code: "c",
    record: { a: "2" },
  })
})

describe("of a row that was not corrected", () => {
  const POSITION = { recordNumber: 3 }
  const problem = { code: "bad-quote", message: "It is still wrong." }
  /** The text of a row that holds these fields; `asFound` is what its `import_raw` says. */
  const again = (known: object, asFound: string, fields: readonly string[]): unknown => {
    const base = Buffer.from(JSON.stringify({ state: "rejected", position: POSITION, ...known }))
    const cells = ["3", "4", "r", "a", asFound, "", ...fields]
    const item = { position: POSITION, problem, raw: asFound === "" ? fields.join() : asFound, fields }
    return JSON.parse(lineOfRow({ cells, item, text: "" }, base, "users.csv"))
  }

  it("keeps the text as it was first read", () => {
    const known = { raw: '"kurt",Kurt', fields: ["kurt", "Kurt"] }
    expect(again(known, "kurt,Kurt", ["kurt", "Kurt"])).toMatchObject({ ...known, ...problem })
    // What a person has typed counts.
    const [raw, fields] = [known.raw, ["kurt", "Kurtis"]]
    expect(again(known, "kurt,Kurt", fields)).toMatchObject({ raw, fields })
  })

  it("keeps that there were no fields, where a spreadsheet has put empty cells", () => {
    const line = again({ raw: '1,"2"x' }, '1,"2"x', ["", "", ""])
    expect(line).toMatchObject({ raw: '1,"2"x' })
    expect(line).not.toHaveProperty("fields")
    expect(again({ raw: ",", fields: ["", ""] }, ",", ["", "", ""])).toMatchObject({ fields: ["", ""] })
  })

  it("takes the row as it is, once import_raw is empty", () => {
    const line = again({ raw: "kurt,Kurt", fields: ["kurt", "Kurt"] }, "", ["kurt", "Kurtis"])
    expect(line).toMatchObject({ raw: "kurt,Kurtis", fields: ["kurt", "Kurtis"] })
  })
})
