import { expect, it } from "vitest"
import { UsageError } from "../../../errors.ts"
import { parseColumns } from "./parse-columns.ts"

it("parseColumns() reads names of columns", () => {
  expect(parseColumns("order_id")).toEqual(["order_id"])
  expect(parseColumns("order id , position")).toEqual(["order id", "position"])
})

it.each(["", " ", "a,", "a,,b"])("parseColumns() refuses %j", (text) => {
  expect(() => parseColumns(text)).toThrow(UsageError)
  expect(() => parseColumns(text)).toThrow(`--ids-from is ${JSON.stringify(text)}`)
})
