import { describe, expect, it } from "vitest"
import type { Rejection } from "../../actions/outcome.ts"
import { SourceError, UsageError } from "../../errors.ts"
import type { BadItem } from "../../sources/data-source.ts"
import { nearestColumn } from "../../resources/nearest-column.ts"
import { likelyCause } from "./likely-cause.ts"
import type { CauseFacts } from "./likely-cause.ts"

const POSITION = { recordNumber: 1, lineNumber: 2 }
const NO_USER: Rejection = { stage: "map", code: "invalid-field", message: "a user needs an email" }

/** A map function that read columns that are not there. */
function inNames(
  names: readonly string[],
  columns: readonly string[],
  more: Partial<CauseFacts> = {},
): string {
  const failure = { count: 200, isAll: false, item: { position: POSITION, record: {} }, rejection: NO_USER }
  const near = names.flatMap((name) => {
    const column = nearestColumn(name, columns)
    return column === undefined ? [] : [[name, column] as const]
  })
  const unmet = names.length === 0 ? undefined : { names, columns, nearest: Object.fromEntries(near) }
  const cause = likelyCause({ failure, sourceName: "u.csv", unmet, columns, readAs: undefined, ...more })
  expect(cause).toBeInstanceOf(UsageError)
  return cause.message
}

/** Rows that are no records. */
function inFile(
  code: string,
  item: Pick<BadItem, "raw" | "fields">,
  { columns, readAs }: Partial<CauseFacts> = {},
): string {
  const problem = { code, message: "It is bad." }
  const failure = {
    count: 2,
    isAll: true,
    item: { position: POSITION, problem, ...item },
    rejection: { stage: "parse", ...problem } as const,
  }
  const cause = likelyCause({ failure, sourceName: "u.csv", unmet: undefined, columns, readAs })
  expect(cause).toBeInstanceOf(SourceError)
  return cause.message
}

describe("likelyCause()", () => {
  it("says how many fail, why the first one does, what is there instead, and what to do", () => {
    expect(inNames(["email"], ["Email Address", "City"])).toBe(
      "Nothing was sent, as the first 200 records of u.csv fail alike. The first one, in line 2: a user needs an email. " +
        "The map function reads “email” (perhaps “Email Address” is meant), which u.csv does not have; its columns are “Email Address”, “City”. " +
        "Correct the file or the map function, and run the same command again; " +
        'to have them listed as rejects all the same, give maxRejects: "off".',
    )
    expect(inFile("not-json", { raw: "{" })).toMatch(
      /^Nothing was sent, as all 2 records of u\.csv fail alike\./,
    )
  })

  it("names characters that cannot be seen, and cuts long lists", () => {
    expect(inNames(["email"], ["\u200Bemail", "city\u00A0"])).toContain(
      "“<U+200B ZERO WIDTH SPACE>email”, “city<U+00A0 NO-BREAK SPACE>”",
    )
    const columns = Array.from({ length: 1_200 }, (_, index) => `column ${index} ${"x".repeat(300)}`)
    const message = inNames(["email"], columns)
    expect(message).toContain("and 1,190 more")
    expect(message.length).toBeLessThan(3_000)
  })

  it.each<[string, string, string]>([
    ["letter case", inNames(["email"], ["Email", "City"]), "Upper and lower case are told apart."],
    ["one column that holds others", inNames(["email"], ["email;city"]), 'delimiter: ";"'],
    ["no header", inNames(["email"], ["Anna", "Ulm"]), 'columns: ["email","name"]'],
    ["names that were misread", inNames(["größe"], ["grÃ¶ÃŸe", "x"]), 'encoding: "utf-8"'],
    [
      "an encoding that was guessed",
      inNames(["größe"], ["gršée", "x"], { readAs: { format: "csv", encoding: "iso-8859-2" } }),
      "is read in the encoding iso-8859-2",
    ],
    [
      "other names in JSON",
      inNames(["email"], ["eMail"], { columns: undefined }),
      "“email” (perhaps “eMail” is meant), which no record has; they have “eMail”.",
    ],
    ["nothing of these", inNames([], ["email"]), "What to do: give the field the value"],
    [
      "another delimiter in the rows",
      inFile("too-few-fields", { raw: "a;b;c\n", fields: ["a;b;c"] }, { columns: ["x", "y", "z"] }),
      'delimiter: ";"',
    ],
    [
      "lines in quotes",
      inFile("too-few-fields", { raw: '"a,b"\n', fields: ["a,b"] }, { columns: ["x", "y"] }),
      "in one pair of quotes",
    ],
    [
      "a title",
      inFile("too-many-fields", { raw: "a,b\n", fields: ["a", "b"] }, { columns: ["x"] }),
      "Is the first row really the header?",
    ],
    ["another format", inFile("not-json", { raw: "a,b" }), 'sourceFileFormat: "csv"'],
    [
      "short rows",
      inFile("too-few-fields", { raw: "a", fields: ["a"] }, { columns: ["x", "y"] }),
      "--short-rows fill",
    ],
  ])("sees the cause: %s", (_, message, cause) => {
    expect(message).toContain(cause)
  })

  it("does not doubt a header whose names the user gave, nor one with a name that is near", () => {
    const readAs = { format: "csv", columns: ["Anna", "Ulm"] }
    expect(inNames(["email"], ["Anna", "Ulm"], { readAs })).not.toContain("Is the first row")
    expect(inNames(["email"], ["e_mails", "Ulm"])).not.toContain("Is the first row")
  })
})
