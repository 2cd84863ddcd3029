import { describe, expect, it } from "vitest"
import { CustomEvent } from "./custom-event.ts"
import type { CustomEventFields } from "./custom-event.ts"

const make = (fields: Record<string, unknown>): CustomEvent =>
  new CustomEvent(fields as unknown as CustomEventFields)

describe("CustomEvent", () => {
  it("keeps what it is given", () => {
    const fields = {
      eventName: "opened door",
      email: "a@b.co",
      userId: "u",
      dataFields: { a: null },
      id: "id-1",
      createdAt: 0,
      campaignId: 0,
      templateId: 7,
      createNewFields: false,
    }
    expect(new CustomEvent(fields)).toMatchObject(fields)
  })

  it.each([
    [{ email: "a@b.co" }, "eventName is missing: undefined"],
    [{ eventName: "", email: "a@b.co" }, 'eventName is missing: ""'],
    [{ eventName: "e" }, "an event needs an email or a userId, and both are missing"],
    [{ eventName: "e", email: "", userId: "" }, "an event needs an email or a userId, and both are missing"],
    [{ eventName: "e", userId: "u", campaignId: "5" }, 'campaignId must be a whole number, not "5"'],
    [{ eventName: "e", userId: "u", templateId: 1.5 }, "templateId must be a whole number, not 1.5"],
    [{ eventName: "e", userId: "u", id: "a_b" }, 'id takes letters, digits and hyphens, at most 512: "a_b"'],
    [{ eventName: "e", userId: "u", createNewFields: 1 }, "createNewFields must be true or false, not 1"],
    [
      { eventName: "e", userId: "u", dataFields: [1] },
      "dataFields must be an object of names and values, not an array",
    ],
  ])("refuses %j", (fields, message) => {
    expect(() => make(fields)).toThrow(message)
  })

  it("refuses unknown names", () => {
    expect(() => make({ eventName: "e", userId: "u", timestamp: 5 })).toThrow(
      /^CustomEvent has no field "timestamp"; it has eventName, /,
    )
  })
})
