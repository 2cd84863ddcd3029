import { expect, it } from "vitest"
import { dataFieldAt } from "./data-field.ts"

const WIRE = {
  email: "a@example.com",
  dataFields: {
    score: 1,
    "a.b": { c: 2 },
    orders: [{ count: 3 }, "none", { count: [4] }, {}],
    tags: ["x"],
    gone: null,
  },
}

it.each([
  ["score", 1],
  ["a.b.c", 2],
  ["orders.count", [3, [4]]],
  ["orders.price", undefined],
  ["tags", ["x"]],
  ["gone", null],
  ["email", undefined],
  ["score.x", undefined],
  ["toString", undefined],
])("finds %s", (field, value) => {
  expect(dataFieldAt(WIRE, field)).toEqual(value)
})

it("looks at a purchase's own fields first, then at its user's", () => {
  const purchase = { user: { dataFields: { tier: "gold", size: 1 } }, dataFields: { size: 2 } }
  expect([dataFieldAt(purchase, "tier"), dataFieldAt(purchase, "size")]).toEqual(["gold", 2])
  expect(dataFieldAt(null, "tier")).toBeUndefined()
})
