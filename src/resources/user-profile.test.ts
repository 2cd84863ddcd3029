import { describe, expect, it } from "vitest"
import { ResourceError } from "../errors.ts"
import { UserProfile } from "./user-profile.ts"
import type { UserProfileFields } from "./user-profile.ts"

const refusal = (fields: unknown): ResourceError => {
  try {
    void new UserProfile(fields as UserProfileFields)
  } catch (error) {
    if (error instanceof ResourceError) return error
    throw error
  }
  throw new Error("was taken")
}

describe("UserProfile", () => {
  it("takes an email, a userId, or both, and keeps them as they are", () => {
    expect(new UserProfile({ email: "Ada@Example.com" })).toMatchObject({
      email: "Ada@Example.com",
      userId: undefined,
    })
    expect(new UserProfile({ userId: "U 1" })).toMatchObject({ email: undefined, userId: "U 1" })
    expect(new UserProfile({ email: "a@b.co", userId: "007" })).toMatchObject({
      email: "a@b.co",
      userId: "007",
    })
  })

  it("takes an empty string, a blank email and null for not given", () => {
    expect(new UserProfile({ email: "", userId: "u" }).email).toBeUndefined()
    expect(new UserProfile({ email: " \t", userId: "u" }).email).toBeUndefined()
    expect(new UserProfile({ email: "a@b.co", userId: "" }).userId).toBeUndefined()
    expect(new UserProfile({ email: "a@b.co", userId: null, dataFields: null, preferUserId: null })).toEqual(
      new UserProfile({ email: "a@b.co" }),
    )
  })

  it("drops blanks around an email", () => {
    expect(new UserProfile({ email: " a@b.co\n" }).email).toBe("a@b.co")
  })

  it.each([
    [{ email: "ada\u200B@example.com" }, "email has U+200B ZERO WIDTH SPACE as its 4th character"],
    [{ email: "ada @example.com" }, "email has U+0020 SPACE as its 4th character"],
    [{ userId: "u1\u00A0" }, "userId has U+00A0 NO-BREAK SPACE at its end"],
    [{ userId: " u1" }, 'userId has U+0020 SPACE at its start: " u1"; trim it, with trim()'],
    [{ userId: "u\u00001" }, "userId has U+0000 NULL as its 2nd character"],
    [
      { userId: "u1", dataFields: { email: "ada@example.com " } },
      "dataFields.email has U+0020 SPACE at its end",
    ],
    [
      { email: "a@b.co", dataFields: { userId: "\uFEFFu1" } },
      "dataFields.userId has U+FEFF ZERO WIDTH NO-BREAK SPACE, a byte order mark at its start",
    ],
  ])("refuses what nobody sees in identifiers: %j", (fields, message) => {
    expect(refusal(fields).message).toContain(message)
  })

  it("takes what an address may hold in quotes, and letters of all languages", () => {
    expect(new UserProfile({ email: '"a b"@example.com' }).email).toBe('"a b"@example.com')
    expect(new UserProfile({ email: "zoë@bücher.example", userId: "Zoë" }).userId).toBe("Zoë")
  })

  it.each([{}, { email: "" }, { email: " ", userId: "" }, { email: null }])(
    "refuses %j: nobody is named",
    (fields) => {
      expect(refusal(fields)).toMatchObject({
        message: "a user needs an email or a userId, and both are missing",
      })
    },
  )

  it("refuses numbers as identifiers, and says what it got", () => {
    expect(refusal({ userId: 5 })).toMatchObject({
      field: "userId",
      message: "userId must be a string, not 5",
    })
    expect(refusal({ email: ["a@b.co"] })).toMatchObject({
      field: "email",
      message: "email must be a string, not an array",
    })
  })

  it("refuses a field that it does not have, since a typing mistake would lose data", () => {
    expect(refusal({ email: "a@b.co", dataFeilds: {} })).toMatchObject({ field: "dataFeilds" })
    expect(refusal({ email: "a@b.co", dataFeilds: {} }).message).toContain("dataFields")
  })

  it.each([undefined, null, "a@b.co", 1])("refuses %j in the place of fields", (fields) => {
    expect(refusal(fields).message).toMatch(/^UserProfile takes an object of fields/)
  })

  it.each(["true", 1, "", {}])("refuses %j as mergeNestedObjects", (mergeNestedObjects) => {
    expect(refusal({ email: "a@b.co", mergeNestedObjects })).toMatchObject({ field: "mergeNestedObjects" })
  })

  it("defaults to replacing nested objects and to not creating by userId", () => {
    expect(new UserProfile({ userId: "u" })).toMatchObject({ preferUserId: false, mergeNestedObjects: false })
  })
})
