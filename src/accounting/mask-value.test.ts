import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Message } from "../messages/message.ts"
import {
  asField,
  asFile,
  asId,
  asNames,
  asOthers,
  asOurs,
  asQuoted,
  asType,
  asValue,
  say,
} from "../messages/say.ts"
import { maskCode, maskEmail, maskEmails, maskMessage, maskValue } from "./mask-value.ts"

describe("maskMessage()", () => {
  it.each([
    ['email: a valid address expected, got "ada@"', "email: a valid address expected, got a***"],
    [
      "Iterable answered 400: Project 10216: Field 'signupDate' already exists for type 'user' and has a data type of 'date' but possible types 'string, keyword' in the request.",
      "Iterable answered 400: Project 1***: Field 'signupDate' already exists for type 'user' and has a data type of 'date' but possible types 'string, keyword' in the request.",
    ],
    ["No user exists with userId 12345", "No user exists with userId 1***"],
    ["Invalid email: ada@example.com", "Invalid email: a***@e***.com"],
    ["The row has 3 fields, but the header names 8.", "The row has 3 fields, but the header names 8."],
    ["email must be a string, not null", "email must be a string, not null"],
    [
      "Unexpected token 'A', \"Ada Lovelace\" is not valid JSON",
      "Unexpected token '***', \"A***\" is not valid JSON",
    ],
    ["No city for Will May, nor for 'long day'", "No c*** for W*** M***, nor for 'l***'"],
    [
      "Cannot read properties of undefined (reading 'email')",
      "Cannot read properties of undefined (reading 'email')",
    ],
    [
      "ada lovelace lives at 12 Main Street, phone +1 (555) 123-4567",
      "a*** l*** l*** at *** M*** S***, phone *** (5***) 1***",
    ],
    [
      "Iterable answered 400: [/api/events/trackBulk] Invalid JSON body",
      "Iterable answered 400: [/api/events/trackBulk] Invalid JSON body",
    ],
    ["", ""],
  ])("%s", (message, masked) => {
    expect(maskMessage({ message })).toBe(masked)
  })

  const dataField = asField("dataFields.ada@example.com.x")
  const column = (name: string): Message =>
    say`Text follows the closing quote in column ${3} (${asNames(name)}); a quote within a quoted field must be doubled.`
  it.each<[said: Message, masked: string]>([
    [
      say`Iterable expects the type ${asType("long")} in ${asField("dataFields.age")}; got ${asQuoted('"thirty-seven"')}`,
      'Iterable expects the type long in dataFields.age; got "t***"',
    ],
    [
      say`${asField("dataFields.age")} has the type ${asType("Ada Lovelace")} in this project`,
      "dataFields.age has the type A*** L*** in this project",
    ],
    [
      column("city"),
      "Text follows the closing quote in column 3 (city); a quote within a quoted field must be doubled.",
    ],
    [
      column("Ada Lovelace"),
      "Text follows the closing quote in column 3 (A***); a quote within a quoted field must be doubled.",
    ],
    [say`${dataField} is an invalid Date`, "dataFields.ada.*** is an invalid Date"],
    [
      say`createdAt must be a Date or Unix seconds, not ${asValue("a Date")}`,
      "createdAt must be a Date or Unix seconds, not a Date",
    ],
    [say`quantity must be a whole number, not ${asValue("37")}`, "quantity must be a whole number, not ***"],
    [
      say`The line is not JSON: ${asOthers("Unexpected token '}'")}.`,
      "The line is not JSON: Unexpected token '}'.",
    ],
    [
      say`${asOthers("no email for Lovelace")} (${asOurs("users.mjs")}, line ${12})`,
      "no email for L*** (users.mjs, line 12)",
    ],
    [say`Iterable knows no such user: ${asId("Will Price")}`, "Iterable knows no such user: W***"],
    [
      say`Iterable knows no such user: ${asId("ada@example.com")}`,
      "Iterable knows no such user: a***@e***.com",
    ],
    [
      say`${asFile("users of ada@example.com, 2026.csv")} is gone`,
      "users of a***@e***.com, 2026.csv is gone",
    ],
    [
      say`${say`${asField("email")}: ${asOthers("error.expected.email")}, got ${asValue('"ada@example.com"')}`}; given up after ${12} failures. It may have been applied; sending it again is harmless`,
      "email: error.expected.email, got a***@e***.com; given up after 12 failures. It may have been applied; sending it again is harmless",
    ],
  ])("shows the library's own words: $message", (said, masked) => {
    expect(maskMessage(said)).toBe(masked)
  })

  it("takes for a message of others what no longer is what its parts say", () => {
    const { message, messageParts } = say`a secret of ${asId("Ada Lovelace")}`
    const changed = { message: message.replace("a secret", "Quillzebra"), messageParts }
    expect(maskMessage(changed)).toBe("Q*** of A*** L***")
    expect(maskMessage({ message, messageParts: [99] })).toBe("a s*** of A*** L***")
  })

  it("shows no value, wherever in a message it stands", () => {
    const name = fc.constantFrom(
      "Ada",
      "lovelace",
      "O'Brien",
      "Éloïse",
      "李小龙",
      "van-der-Berg",
      "MÜLLER",
      "zhang.wei",
    )
    const value = fc.oneof(
      name,
      fc.tuple(name, name).map(([first, last]) => `${first} ${last}`),
      fc.integer({ min: 100 }).map(String),
      fc.double({ min: 1000, max: 1e9, noNaN: true }).map(String),
      fc.uuid(),
      // Two of one with a quote in it look like something quoted, of which the first character is shown; and stars are what a mask is made of.
      fc.emailAddress().filter((address) => !/[*`'{|}]/.test(address)),
      fc.tuple(name, name).map(([local, host]) => `${local}@${host}.example`),
      fc.stringMatching(/^\+\d{2} \(\d{3}\) \d{4,7}$/),
      fc.date({ noInvalidDate: true, min: new Date(0) }).map((date) => date.toISOString().slice(0, 10)),
    )
    const template = fc.constantFrom(
      (shown: string) => shown,
      (shown: string) => `email: a valid address expected, got ${JSON.stringify(shown)}`,
      (shown: string) => `createdAt must be a Date or Unix seconds, not ${shown}`,
      (shown: string) => `Invalid value for ${shown}.`,
      (shown: string) => `user ${shown} is unknown; and so is '${shown}'`,
      (shown: string) => `{"name":"${shown}","other":[${shown}]} is not JSON`,
      (shown: string) => `<${shown}>\n${shown}:${shown}`,
      (shown: string) => `Iterable answered 400: ${shown} "${shown}`,
    )
    fc.assert(
      fc.property(value, template, (shown, messageWith) => {
        const masked = maskMessage({ message: messageWith(shown) }).toLowerCase()
        const ownWords = messageWith("").toLowerCase()
        for (const word of shown.toLowerCase().split(/[\s@()]+/)) {
          // What the message says itself is no secret, and what is as short as a top-level domain may be one.
          if (word.length <= 2 || /^[a-z]{3}$/.test(word) || ownWords.includes(word)) continue
          expect(masked).not.toContain(word)
        }
      }),
      { numRuns: 2_000 },
    )
    for (const address of ["a`a@a.aa", "a'a@a.aa", "a{a@a.aa", "a|a@a.aa"]) {
      expect(maskMessage({ message: `Iterable answered 400: ${address}` })).toBe(
        "Iterable answered 400: a***@a***.aa",
      )
    }
  })

  it("takes any text, in bounded time and length", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(maskMessage({ message: text }).length).toBeLessThan(5_000)
      }),
    )
    for (const part of ["a", "@", '"', "'x", ", got ", ".x", "a@", "field '", "\\"]) {
      expect(maskMessage({ message: part.repeat(100_000) }).length).toBeLessThan(5_000)
    }
  })
})

describe("maskEmail()", () => {
  it.each([
    ["ada@example.com", "a***@e***.com"],
    ["A.Lovelace+x@mail.example.co.uk", "A***@m***.uk"],
    ["a@b", "a***@b***"],
    ["a@lovelace", "a***@l***"],
    ["x@ada.lovelace", "x***@a***"],
    ["李@例子.cn", "李***@例***.cn"],
  ])("%s", (address, masked) => {
    expect(maskEmail(address)).toBe(masked)
  })
})

it("maskEmails() leaves all else", () => {
  expect(maskEmails("users of ada@example.com, 2026.csv")).toBe("users of a***@e***.com, 2026.csv")
})

it("maskValue() shows nothing of what is as short as its mask", () => {
  expect(["", "F", "no", "Ada", "👩‍🚀 Sally"].map(maskValue)).toEqual(["***", "***", "***", "A***", "👩***"])
})

it("maskCode() keeps names of reasons", () => {
  expect(maskCode("RequestFieldsTypesMismatched")).toBe("RequestFieldsTypesMismatched")
  expect(maskCode("http-400")).toBe("http-400")
  expect(maskCode("ada@example.com")).toBe("a***@e***.com")
})
