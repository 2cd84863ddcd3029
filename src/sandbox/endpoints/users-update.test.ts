import { describe, expect, it } from "vitest"

import { virtualSandbox } from "../../../tests/fidelity/virtual-sandbox.ts"

const OK = '{"msg":"","code":"Success","params":null}'

describe("users/update", () => {
  it("answers as recorded", () => {
    const { post } = virtualSandbox()
    expect(post("users/update", { email: "ann@example.com", dataFields: { a: 1 } }).text).toBe(OK)
    expect(post("users/update", { email: "" }).text).toBe(
      '{"msg":"Invalid email: ","code":"InvalidEmailAddressError","params":null}',
    )
    expect(post("users/update", {}).text).toBe(
      '{"msg":"Either email or userId must be set: ApiUserUpdateRequest(None,None,None,None)","code":"BadParams","params":null}',
    )
    expect(post("users/update", { userId: "bad " }).json).toMatchObject({ code: "InvalidUserIdError" })
  })

  it("refuses forgotten users with either documented status", () => {
    for (const updateForgottenStatus of [409, 400] as const) {
      const { post } = virtualSandbox({
        behavior: { updateForgottenStatus },
        forgotten: { emails: ["a@example.com"] },
      })
      const { status, json } = post("users/update", { email: "A@example.com" })
      expect(status).toBe(updateForgottenStatus)
      expect(json).toMatchObject({ code: "ForgottenUserError" })
    }
  })

  it("writes what the bulk endpoint would", () => {
    const { sandbox, post } = virtualSandbox({ newFieldsPolicy: "drop" })
    post("users/update", { email: "a@example.com", createNewFields: true, dataFields: { a: { x: 1, y: 2 } } })
    post("users/update", {
      email: "a@example.com",
      mergeNestedObjects: true,
      dataFields: { a: { x: 3 }, b: 1 },
    })
    expect(sandbox.user({ email: "a@example.com" })).toMatchObject({
      dataFields: { a: { x: 3, y: 2 } },
      timesApplied: 2,
    })
    expect(sandbox.user({ email: "a@example.com" })?.dataFields).not.toHaveProperty("b")
  })
})
