import { describe, expect, it } from "vitest"

import { virtualSandbox } from "../../../tests/fidelity/virtual-sandbox.ts"

const OK = '{"msg":"","code":"Success","params":null}'

describe("events/track", () => {
  it("answers as recorded, with the id given or made", () => {
    const { sandbox, post } = virtualSandbox()
    post("users/update", { email: "ann@example.com" })
    const event = { email: "ann@example.com", eventName: "e" }
    expect(post("events/track", { ...event, id: "1234" }).text).toBe(
      '{"msg":"Event with id: 1234 tracked.","code":"Success","params":{"id":"1234"}}',
    )
    const { params } = post("events/track", event).json as { params: { id: string } }
    expect(params.id).toMatch(/^[0-9a-f]{30}$/)
    expect([...sandbox.events()].map(({ id }) => id)).toEqual(["1234", params.id])
    sandbox.configure({ behavior: { responseShape: "sparse-2017" } })
    expect(post("events/track", event).text).toBe(OK)
    expect(post("events/track", { email: "sayan", eventName: "e" }).json).toMatchObject({
      msg: "Invalid email: sayan",
    })
  })

  it("takes a disallowed event with status 200 and stores nothing", () => {
    const { sandbox, post } = virtualSandbox({ disallowedEventNames: ["no"] })
    post("users/update", { email: "ann@example.com" })
    const { status, json } = post("events/track", { email: "ann@example.com", eventName: "no" })
    expect(status).toBe(200)
    expect((json as { msg: string }).msg).toContain("is disallowed from tracking")
    expect(sandbox.counts().events).toBe(0)
  })

  it("refuses, drops or creates unknown users as set", () => {
    const { sandbox, post } = virtualSandbox()
    const track = (id: object): unknown => post("events/track", { ...id, eventName: "e" }).json
    expect(track({ email: "new@example.com" })).toMatchObject({ code: "UnknownEmailError" })
    expect(track({ userId: "new" })).toMatchObject({ code: "UnknownUserIdError" })
    sandbox.configure({ behavior: { trackUnknownUser: "drop" } })
    expect(track({ userId: "new" })).toMatchObject({ code: "Success" })
    expect(sandbox.counts()).toMatchObject({ users: 0, events: 0 })
    sandbox.configure({ behavior: { trackUnknownUser: "create" } })
    expect(track({ userId: "new" })).toMatchObject({ code: "Success" })
    expect(sandbox.counts()).toMatchObject({ users: 1, events: 1 })
    expect(track({})).toMatchObject({ code: "BadParams" })
  })
})
