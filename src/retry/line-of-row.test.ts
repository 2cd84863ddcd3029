import { expect, it } from "vitest"
import type { RejectsCsvListRow } from "./rejects-csv-list.ts"
import { lineOfRow } from "./line-of-row.ts"

const row = (recordNumber: number, text: string): Pick<RejectsCsvListRow, "item" | "text"> => ({
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
  expect(JSON.parse(lineOfRow({ item, text: "" }, base, "users.csv"))).toEqual({
    state: "rejected",
    source: "users.csv",
    position: { recordNumber: 3 },
    code: "c",
    record: { a: "2" },
  })
})
