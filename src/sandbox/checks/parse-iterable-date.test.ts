import fc from "fast-check"
import { expect, it } from "vitest"

import { formatIterableDate } from "./format-iterable-date.ts"
import { parseIterableDate } from "./parse-iterable-date.ts"

it.each([
  ["2020-04-13", Date.UTC(2020, 3, 13)],
  ["2020-02-29", Date.UTC(2020, 1, 29)],
  ["2020-04-13 14:04:09", Date.UTC(2020, 3, 13, 14, 4, 9)],
  ["2020-04-13 14:04:09 +00:00", Date.UTC(2020, 3, 13, 14, 4, 9)],
  ["2020-04-13 14:04:09 +02:00", Date.UTC(2020, 3, 13, 12, 4, 9)],
  ["2020-04-13 14:04:09 -0530", Date.UTC(2020, 3, 13, 19, 34, 9)],
  ["2020-04-13T14:04:09.123+01:00", Date.UTC(2020, 3, 13, 13, 4, 9, 123)],
  ["2020-08-19T20:50:04.000Z", Date.UTC(2020, 7, 19, 20, 50, 4)],
  ["2020-08-19T20:50:04Z", Date.UTC(2020, 7, 19, 20, 50, 4)],
])("parseIterableDate() reads %s", (text, atMs) => {
  expect(parseIterableDate(text, "accept")).toBe(atMs)
})

it.each([
  "",
  "GGG",
  "2020",
  "2020-13-01",
  "2020-00-01",
  "2021-02-29",
  "2020-04-31",
  "2020-4-13",
  "20200413",
  "2020-04-13 14:04",
  "2020-04-13 24:00:00",
  "2020-04-13 14:60:00",
  "2020-04-13 14:04:09.000",
  "2020-04-13 14:04:09Z",
  "2020-04-13T14:04:09",
  "2020-04-13T14:04:09.12Z",
  "2020-04-13T14:04:09.123",
  "2020-04-13 14:04:09 ",
  "2020-04-13x",
  "04/13/2020",
  "2020-04-13 14:04:09 UTC",
])("parseIterableDate() takes %j for no date", (text) => {
  expect(parseIterableDate(text, "accept")).toBeNull()
})

it("parseIterableDate() refuses a date without milliseconds where that is set", () => {
  expect(parseIterableDate("2020-08-19T20:50:04Z", "reject")).toBeNull()
  expect(parseIterableDate("2020-08-19T20:50:04.000Z", "reject")).not.toBeNull()
})

it("parseIterableDate() reads what formatIterableDate() and Date write", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date("2200-01-01"), noInvalidDate: true }), (date) => {
      expect(parseIterableDate(date.toISOString(), "reject")).toBe(date.getTime())
      const seconds = Math.floor(date.getTime() / 1000) * 1000
      expect(parseIterableDate(formatIterableDate(date.getTime()), "reject")).toBe(seconds)
    }),
  )
})
