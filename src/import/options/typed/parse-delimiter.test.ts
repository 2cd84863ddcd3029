import { expect, it } from "vitest"
import { UsageError } from "../../../errors.ts"
import { parseDelimiter } from "./parse-delimiter.ts"

it.each([
  [",", ["comma", "Comma", ",", String.raw`\x2c`]],
  [";", ["semicolon", ";"]],
  ["|", ["pipe", "|"]],
  ["\t", ["tab", "TAB", "Tab", String.raw`\t`, "\t"]],
  ["\u0001", [String.raw`\x01`, String.raw`\u0001`, String.raw`\u{1}`, "\u0001"]],
  ["~", ["~"]],
  [" ", ["space", " "]],
  ["§", ["§", String.raw`\u00A7`]],
  ["😀", ["😀", String.raw`\u{1F600}`]],
  ["\\", ["\\", String.raw`\\`]],
])("parseDelimiter() reads %j, however it is typed", (delimiter, texts) => {
  expect(new Set(texts.map(parseDelimiter))).toEqual(new Set([delimiter]))
})

it.each([
  "",
  "::",
  "||",
  "comma,",
  "toString",
  '"',
  String.raw`\n`,
  String.raw`\x0a`,
  String.raw`\u{110000}`,
])("parseDelimiter() refuses %j", (text) => {
  expect(() => parseDelimiter(text)).toThrow(UsageError)
  expect(() => parseDelimiter(text)).toThrow(
    `--delimiter is ${JSON.stringify(text)}; it must be comma, semicolon`,
  )
})
