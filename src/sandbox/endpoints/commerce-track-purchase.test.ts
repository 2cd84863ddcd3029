import { describe, expect, it } from "vitest"

import { virtualSandbox } from "../../../tests/fidelity/virtual-sandbox.ts"

describe("commerce/trackPurchase", () => {
  const item = { id: "i", name: "thing", price: 1.5, quantity: 2 }

  it("creates or updates the user, clears the cart and stores the purchase", () => {
    const { sandbox, post } = virtualSandbox()
    post("users/update", { email: "ann@example.com", dataFields: { shoppingCartItems: [{ id: "i" }], a: 1 } })
    const purchase = {
      user: { email: "ann@example.com", dataFields: { b: 2 } },
      items: [{ ...item, dataFields: { color: "red" } }],
      total: 3,
      id: "p-1",
      createdAt: 1_700_000_000,
      dataFields: { coupon: "x" },
    }
    expect(post("commerce/trackPurchase", purchase).text).toBe(
      '{"msg":"","code":"Success","params":{"id":"p-1"}}',
    )
    expect(sandbox.user({ email: "ann@example.com" })?.dataFields).toEqual({
      a: 1,
      b: 2,
      shoppingCartItems: [],
    })
    expect([...sandbox.purchases()]).toEqual([
      {
        number: 1,
        id: "p-1",
        userNumber: 1,
        email: "ann@example.com",
        userId: null,
        total: 3,
        items: purchase.items,
        createdAtMs: 1_700_000_000_000,
        storedAtMs: Date.UTC(2026, 0, 1),
        dataFields: { coupon: "x" },
        campaignId: null,
        templateId: null,
        timesApplied: 1,
      },
    ])
    expect([...sandbox.applied()].map(({ kind, id }) => [kind, id])).toEqual([
      ["user", null],
      ["purchase", "p-1"],
    ])
  })

  it("updates a purchase of the same id, and makes a new one without", () => {
    const { sandbox, post } = virtualSandbox()
    const send = (total: number, id?: string): unknown =>
      post("commerce/trackPurchase", { user: { userId: "new" }, items: [item], total, id }).json
    send(1, "p")
    send(2, "p")
    send(3)
    expect(send(3)).toMatchObject({ params: { id: expect.stringMatching(/^[0-9a-f]{30}$/) as string } })
    expect([...sandbox.purchases()].map(({ total, timesApplied }) => [total, timesApplied])).toEqual([
      [2, 2],
      [3, 1],
      [3, 1],
    ])
    expect(sandbox.counts().users).toBe(1)
  })

  it("names bad members, in the recorded form too", () => {
    const { sandbox, post } = virtualSandbox()
    const bad = { user: { email: 1 }, items: [item, { ...item, price: "2", name: undefined }], total: "" }
    expect(post("commerce/trackPurchase", bad).json).toMatchObject({
      params: {
        "obj.total": "Number value expected",
        "obj.user.email": "String value expected",
        "obj.items[1].price": "Number value expected",
        "obj.items[1].name": "Value expected",
      },
    })
    sandbox.configure({ behavior: { badJsonBodyGeneration: 1 } })
    expect(post("commerce/trackPurchase", { user: {}, items: [], total: "" }).json).toMatchObject({
      params: { "obj.total": [{ msg: "error.expected.jsnumber", args: [] }] },
    })
    expect(post("commerce/trackPurchase", {}).json).toMatchObject({
      params: { "obj.user": [{ msg: "error.path.missing", args: [] }] },
    })
  })

  it("refuses what it cannot attribute, and stores nothing", () => {
    const { sandbox, post } = virtualSandbox({ forgotten: { emails: ["gone@example.com"] } })
    const send = (user: object, more: object = {}): { status: number; json: unknown } =>
      post("commerce/trackPurchase", { user, items: [item], total: 1, ...more })
    expect(send({}).json).toMatchObject({ code: "BadParams" })
    expect(send({ email: "gone@example.com" }).status).toBe(409)
    expect(send({ email: "a@example.com" }, { id: "é".repeat(257) }).json).toMatchObject({
      code: "BadParams",
    })
    send({ email: "a@example.com" }, { dataFields: { n: 1 } })
    expect(send({ email: "b@example.com" }, { dataFields: { n: "x" } }).json).toMatchObject({
      params: { validationErrors: { n: { category: "purchase" } } },
    })
    expect(sandbox.counts()).toMatchObject({ users: 1, purchases: 1 })
  })
})
