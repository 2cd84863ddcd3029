import { describe, expect, it } from "vitest"
import { CommerceItem } from "./commerce-item.ts"

const WHOLE = {
  id: "sku-1",
  name: "Mug",
  price: 0,
  quantity: 1,
  sku: "s",
  description: "d",
  categories: ["a", ""],
  imageUrl: "i",
  url: "u",
  dataFields: { color: "red" },
}
const make = (fields: Record<string, unknown>): CommerceItem => new CommerceItem({ ...WHOLE, ...fields })

describe("CommerceItem", () => {
  it("keeps what it is given; a price of 0 is one", () => {
    expect(new CommerceItem(WHOLE)).toMatchObject(WHOLE)
  })

  it("takes an empty text for not given", () => {
    expect(make({ sku: "", description: null, categories: null, dataFields: null })).toMatchObject({
      sku: undefined,
      description: undefined,
      categories: undefined,
      dataFields: undefined,
    })
  })

  it.each([
    [{ id: "" }, 'id is missing: ""'],
    [{ id: 5 }, "id must be a string, not 5"],
    [{ name: undefined }, "name is missing: undefined"],
    [{ price: "12.50" }, 'price must be a finite number, not "12.50"'],
    [{ price: Number.NaN }, "price must be a finite number, not NaN"],
    [{ price: null }, "price must be a finite number, not null"],
    [{ quantity: 1.5 }, "quantity must be a whole number, not 1.5"],
    [{ quantity: 2 ** 60 }, "quantity must be a whole number, not 1152921504606847000"],
    [{ categories: "a, b" }, 'categories must be an array of strings, not "a, b"'],
    [{ categories: [1] }, "categories must be an array of strings, not an array"],
    [{ colour: "red" }, 'CommerceItem has no field "colour"'],
  ])("refuses %j", (fields, message) => {
    expect(() => make(fields)).toThrow(message)
  })
})
