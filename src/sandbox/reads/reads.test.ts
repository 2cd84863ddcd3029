import { expect, it } from "vitest"

import { virtualSandbox } from "../../../tests/fidelity/virtual-sandbox.ts"

it("a user reads back as recorded: managed fields mixed in, dates in one format", () => {
  const { post, get, passMs } = virtualSandbox()
  post("users/update", {
    email: "Ann@Example.com",
    dataFields: { born: "2020-08-19T20:50:04.000Z", o: { d: "2020-01-01" } },
  })
  passMs(61_000)
  post("users/update", { email: "ann@example.com", userId: "u1", dataFields: { n: 1 } })
  const user = {
    user: {
      email: "ann@example.com",
      dataFields: {
        email: "ann@example.com",
        userId: "u1",
        signupDate: "2026-01-01 00:00:00 +00:00",
        born: "2020-08-19 20:50:04 +00:00",
        o: { d: "2020-01-01 00:00:00 +00:00" },
        n: 1,
        signupSource: "API",
        profileUpdatedAt: "2026-01-01 00:01:01 +00:00",
        itblInternal: {
          documentUpdatedAt: "2026-01-01 00:01:01 +00:00",
          emailDomain: "example.com",
          documentCreatedAt: "2026-01-01 00:00:00 +00:00",
        },
      },
      userId: "u1",
    },
  }
  expect(get("users/getByEmail?email=ANN%40example.com").json).toEqual(user)
  expect(get("users/ann%40example.com").json).toEqual(user)
  expect(get("users/byUserId?userId=u1").json).toEqual(user)
  expect(get("users/byUserId/u1").json).toEqual(user)
  post("users/update", { email: "ann@example.com", dataFields: { signupDate: null } })
  expect(get("users/byUserId/u1").text).not.toContain("signupDate")
})

it("unknown users and malformed emails read as recorded", () => {
  const { sandbox, get } = virtualSandbox()
  expect(get("users/getByEmail?email=nobody%40example.com").text).toBe("{}")
  const invalid = get("users/getByEmail?email=000")
  expect(invalid.status).toBe(400)
  expect(invalid.text).toBe('{"msg":"Invalid email: 000","code":"InvalidEmailAddressError","params":null}')
  const unknown = get("users/byUserId?userId=none")
  expect([unknown.status, unknown.text]).toEqual([400, "No user with that id exists!"])
  for (const [unknownUserIdReply, status] of [
    ["error-404", 404],
    ["error-500", 500],
  ] as const) {
    sandbox.configure({ behavior: { unknownUserIdReply } })
    const answer = get("users/byUserId/none")
    expect(answer.status).toBe(status)
    expect(answer.json).toMatchObject({ error: "NotFound", code: "error.users.noUserWithIdExists" })
  }
})

it("users/getFields lists managed and own fields flat, with dots", () => {
  const { post, get } = virtualSandbox()
  post("users/update", { email: "a@example.com", dataFields: { defaultAddress: { street: "x" }, total: 1 } })
  expect(get("users/getFields").json).toMatchObject({
    fields: { email: "string", total: "long", defaultAddress: "object", "defaultAddress.street": "string" },
  })
})

it("events read back newest first, up to the limit, with a plus in the email", () => {
  const { post, get } = virtualSandbox()
  post("users/update", { email: "a+b@example.com", userId: "u/1" })
  const events = [1, 3, 2].map((n) => ({
    userId: "u/1",
    eventName: `e${n}`,
    createdAt: 1_506_629_012 + n,
    dataFields: { n },
  }))
  post("events/trackBulk", { events })
  post("commerce/trackPurchase", {
    user: { userId: "u/1" },
    items: [{ id: "i", name: "x", price: 1, quantity: 1 }],
    total: 1,
    createdAt: 1_500_000_000,
  })
  const byEmail = get("events/a%2Bb%40example.com?limit=3").json as { events: { eventName: string }[] }
  expect(byEmail.events.map(({ eventName }) => eventName)).toEqual(["e3", "e2", "e1"])
  expect(byEmail.events[0]).toMatchObject({ createdAt: "2017-09-28 20:03:35 +00:00", dataFields: { n: 3 } })
  const byUserId = get("events/byUserId/u%2F1").json as { events: object[] }
  expect(byUserId.events[3]).toMatchObject({ eventType: "purchase", total: 1 })
  expect(get("events/a%2Bb%40example.com?limit=201").status).toBe(400)
  expect(get("events/nobody%40example.com").json).toEqual({ events: [] })
  expect(get("events/nobody").status).toBe(400)
})

it("events read back only after the delay", () => {
  const { post, get, passMs } = virtualSandbox({ visibilityDelayMs: 1000 })
  post("users/update", { userId: "u1" })
  post("events/trackBulk", { events: [{ userId: "u1", eventName: "e" }] })
  passMs(999)
  expect(get("events/byUserId/u1").json).toEqual({ events: [] })
  passMs(1)
  expect(get("events/byUserId/u1").json).toMatchObject({ events: [{ eventName: "e" }] })
})
