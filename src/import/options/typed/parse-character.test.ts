import { expect, it } from "vitest"
import { UsageError } from "../../../errors.ts"
import { parseCharacter, parseQuote } from "./parse-character.ts"
import { parseColumnNames } from "./parse-column-names.ts"
import { parseWholeNumber } from "./parse-whole-number.ts"

it("parseCharacter() and parseQuote() read a character of ASCII, and none", () => {
  expect(["#", "\\", String.raw`\\`, "backslash"].map((text) => parseCharacter(text, "--x"))).toEqual([
    "#",
    "\\",
    "\\",
    "\\",
  ])
  expect(["none", "NONE", "'"].map((text) => parseQuote(text, "--quote"))).toEqual(["none", "none", "'"])
  for (const text of ["", "//", "«"])
    expect(() => parseCharacter(text, "--comment")).toThrow(
      new UsageError(`--comment is ${JSON.stringify(text)}; it must be one ASCII character.`),
    )
})

it("parseColumnNames() reads names, those with commas in quotes", () => {
  expect(parseColumnNames('email, "Name, V" ,n', "--columns")).toEqual(["email", "Name, V", "n"])
  for (const text of ["", "a,,b", "a,a", 'a,"b'])
    expect(() => parseColumnNames(text, "--columns")).toThrow(
      `--columns is ${JSON.stringify(text)}; it must be`,
    )
})

it("parseWholeNumber() reads a whole number", () => {
  expect(parseWholeNumber("12", "--skip-lines")).toBe(12)
  for (const text of ["", "-1", "1.5", "two"])
    expect(() => parseWholeNumber(text, "--skip-lines")).toThrow(
      `--skip-lines is ${JSON.stringify(text)}; it must be`,
    )
})
