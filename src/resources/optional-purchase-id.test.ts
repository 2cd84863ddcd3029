import { describe, expect, it } from "vitest"
import { optionalPurchaseId } from "./optional-purchase-id.ts"

describe("optionalPurchaseId()", () => {
  it.each(["#1001", "R 2026/03.17_b", "DE-1001", 'size 12"', "a\\b", "Bestellung №7 – Ö", "日本"])(
    "takes %j, as shops number their orders",
    (id) => {
      expect(optionalPurchaseId(id)).toBe(id)
    },
  )

  it("takes 512 bytes and no more, however many characters these are", () => {
    expect(optionalPurchaseId("ö".repeat(256))).toHaveLength(256)
    expect(() => optionalPurchaseId(`${"ö".repeat(256)}a`)).toThrow(
      "id takes at most 512 bytes, and has 513: ",
    )
  })

  it("refuses what nobody sees in it", () => {
    expect(() => optionalPurchaseId("1001 ")).toThrow('id has U+0020 SPACE at its end: "1001 "; trim it')
    expect(() => optionalPurchaseId("10\u200B01")).toThrow(
      "id has U+200B ZERO WIDTH SPACE as its 3rd character",
    )
    expect(() => optionalPurchaseId("10\n01")).toThrow("id has U+000A LINE FEED as its 3rd character")
  })

  it("refuses a number, and tells that none was given", () => {
    expect(() => optionalPurchaseId(5)).toThrow("id must be a string, not 5")
    expect([undefined, null, ""].map(optionalPurchaseId)).toEqual([undefined, undefined, undefined])
  })
})
