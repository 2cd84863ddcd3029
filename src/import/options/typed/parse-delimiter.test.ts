import { expect, it } from "vitest"
import { UsageError } from "../../../errors.ts"
import { parseDelimiter } from "./parse-delimiter.ts"

it("parseDelimiter() reads names, and the characters themselves", () => {
  expect(["comma", "semicolon", "pipe", "tab"].map(parseDelimiter)).toEqual([",", ";", "|", "\t"])
  expect([",", ";", "|", "\t"].map(parseDelimiter)).toEqual([",", ";", "|", "\t"])
})

it.each(["", "Tab", "::", "toString"])("parseDelimiter() refuses %j", (text) => {
  expect(() => parseDelimiter(text)).toThrow(UsageError)
  expect(() => parseDelimiter(text)).toThrow(`--delimiter is ${JSON.stringify(text)}`)
})
