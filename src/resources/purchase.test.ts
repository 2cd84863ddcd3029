import { describe, expect, it } from "vitest"
import { CommerceItem } from "./commerce-item.ts"
import { Purchase } from "./purchase.ts"
import { UserProfile } from "./user-profile.ts"

const MUG = { id: "sku-1", name: "Mug", price: 0, quantity: 1 }
const make = (fields: Record<string, unknown>): Purchase =>
  new Purchase({ user: { userId: "u" }, items: [MUG], total: 0, ...fields })

const fieldOf = (fields: Record<string, unknown>): unknown => {
  try {
    make(fields)
  } catch (error) {
    return (error as { field?: unknown }).field
  }
  throw new Error("was taken")
}

describe("Purchase", () => {
  it("takes users and items that are made already, and plain ones", () => {
    const user = new UserProfile({ userId: "u" })
    const item = new CommerceItem(MUG)
    expect(make({ user, items: [item] }).user).toEqual(user)
    expect(make({ user, items: [item] }).items[0]).toEqual(item)
    expect(make({}).items[0]).toBeInstanceOf(CommerceItem)
    expect(make({}).user).toBeInstanceOf(UserProfile)
  })

  it("takes a total of 0", () => {
    expect(make({ total: 0 }).total).toBe(0)
  })

  it.each([
    [{ user: {} }, "user: a user needs an email or a userId, and both are missing"],
    [{ user: null }, "user: UserProfile takes an object of fields, not null"],
    [{ items: [] }, "items must be an array of at least one item, not an empty one"],
    [{ items: undefined }, "items must be an array of at least one item, not undefined"],
    [{ items: MUG }, "items must be an array of at least one item, not an object"],
    [{ items: [MUG, { ...MUG, price: "1" }] }, 'items[1]: price must be a finite number, not "1"'],
    [{ items: [MUG, undefined] }, "items[1]: CommerceItem takes an object of fields, not undefined"],
    [{ total: "" }, 'total must be a finite number, not ""'],
    [{ total: undefined }, "total must be a finite number, not undefined"],
    [{ Total: 5 }, 'Purchase has no field "Total"'],
  ])("refuses %j", (fields, message) => {
    expect(() => make(fields)).toThrow(message)
  })

  it("refuses an array of items with a hole", () => {
    const items = [MUG]
    items[2] = MUG
    expect(() => make({ items })).toThrow(/^items\[1\]: /)
  })

  it("names the field at fault with its whole path", () => {
    expect(fieldOf({ items: [{ ...MUG, quantity: 0.5 }] })).toBe("items[0].quantity")
    expect(fieldOf({ user: { email: 5 } })).toBe("user.email")
    expect(fieldOf({ user: 5 })).toBe("user")
  })

  it("does not change with the array it was made from", () => {
    const items = [MUG]
    const purchase = make({ items })
    items.push(MUG)
    expect(purchase.items).toHaveLength(1)
  })
})
