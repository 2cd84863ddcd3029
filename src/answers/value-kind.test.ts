import { describe, expect, it } from "vitest"
import { valueKind } from "./value-kind.ts"

describe("valueKind()", () => {
  it.each<[type: string, alike: unknown[]]>([
    ["long", ["0", "42", "-7", "999999999999999"]],
    ["long", ["9007199254740993", "-123456789012345678"]],
    ["long", ["007", "-010", "00"]],
    ["long", ["008", "-0900"]],
    ["long", ["+5", "+0"]],
    ["long", [1.5, -0.25, 1e-9]],
    ["double", ["+1.5", "+0.25"]],
    ["double", ["1.5", "-0.25", "42.0"]],
    ["string", [0, 5, -12, 1_700_000_000]],
    ["string", [true, false]],
    ["boolean", ["true", "false"]],
    ["date", ["2020-04-13 14:04:09.000", "2024-02-29 23:59:59.999"]],
    ["geo_location", ["52.5,13.4", "-0.25,90", "7,8"]],
    ["date", [1_700_000_000, 1_600_000_000]],
    ["date", ["01/02/2020", "12/11/1999"]],
    ["date", ["31.01.2026", "13.02.2026"]],
    ["date", ["31 Jan 2026", "28 Feb 2025"]],
    ["date", ["20260131", "20251231"]],
    ["date", ["1700000000", "1600000000"]],
    ["boolean", ["yes", "no"]],
    ["boolean", ["True", "False"]],
    ["long", ["1,000", "27,500"]],
    ["long", ["5e3", "1e5"]],
    ["long", ["5.0", "17.00"]],
    ["double", ["1,5", "27,25"]],
    ["long", [" ", "\t", "  "]],
    ["long", [" 5", "17 "]],
  ])("is the same for what is written alike: %s, %j", (type, alike) => {
    const [first, ...others] = new Set(alike.map((value) => valueKind(value, type)))
    expect(first).toBeTypeOf("string")
    expect(others).toEqual([])
  })

  it.each<[type: string, first: unknown, second: unknown]>([
    ["long", "42", 1.5],
    ["long", "42", "042"],
    ["long", "07", "08"],
    ["long", "42", "+42"],
    ["long", "999999999999999", "1000000000000000"],
    ["double", "42", "4.2"],
    ["double", "4.2", "+4.2"],
    ["date", 1_700_000_000, 1_700_000_000_000],
    ["date", "2020-04-13 14:04:09.000", "2020-04-13 14:04:09.00"],
    ["date", "2020-04-13T14:04:09Z", "2020-04-13 14:04:09Z"],
    ["date", "01/02/2020", "31/12/2020"],
    ["date", "12/31/2020", "31/12/2020"],
    ["date", "01/02/2020", "1/2/2020"],
    ["date", "01/02/2020 10:20", "01/02/2020 25:20"],
    ["date", "20260131", "31012026"],
    ["date", "17000000", "1700000000"],
    ["boolean", "yes", "Yes"],
    ["boolean", "yes", "true"],
    ["long", "5.0", "5.5"],
    ["long", "1,000", "1,5"],
    ["long", "5e3", "5e-3"],
    ["long", "", " "],
    ["long", "5", " 5"],
  ])("is another for what is written in another way: %s, %j, %j", (type, first, second) => {
    expect(valueKind(first, type)).not.toBe(valueKind(second, type))
  })

  it.each<[type: string, values: unknown[]]>([
    ["long", ["9999999999999999999", "99999999999999999999", "+-5", "5e33", "5e333"]],
    ["geo_location", ["13.4,152.5", "90.5,13.4", "52.5;13.4", "a,b"]],
    ["string", [2 ** 53, 1e300, Number.NaN, Infinity, {}, null, undefined]],
    [
      "date",
      ["2020-13-01T10:20:30Z", "2023-02-29 10:20:30.000", "2020-01-01T24:00:00Z", "2020-01-01T10:60:00Z"],
    ],
    ["date", ["0001-01-01T10:20:30Z", "2020-01-01T10:20:30+99:00", "soon"]],
  ])("is none where others like it may fare differently: %s, %j", (type, values) => {
    expect(values.map((value) => valueKind(value, type))).toEqual(values.map(() => undefined))
  })
})
