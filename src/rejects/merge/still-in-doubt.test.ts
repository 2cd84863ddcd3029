import { expect, it } from "vitest"
import { stillInDoubt } from "./still-in-doubt.ts"

const update = { kind: "update-user-profile", email: "ada@example.com", dataFields: { tier: "gold" } }
const event = { kind: "track-custom-event", email: "ada@example.com", eventName: "won", createdAt: 1 }
const before = { state: "rejected", code: "map-function-threw", sent: [update, event] }

it("stillInDoubt() keeps what a killed retry may have sent, where the record was left out or refused for something else", () => {
  expect(stillInDoubt(before, { state: "rejected", code: "may-overwrite-newer", action: update })).toEqual([
    update,
    event,
  ])
  const corrected = { ...update, dataFields: { tier: "silver" } }
  expect(stillInDoubt(before, { state: "rejected", code: "invalid-data", action: corrected })).toEqual([
    update,
    event,
  ])
  expect(stillInDoubt(before, { state: "unknown", code: "timeout", action: update })).toEqual([update, event])
})

it("stillInDoubt() lets go of what Iterable has refused as it was, whenever it happened and under whatever id", () => {
  const failed = { state: "rejected", code: "invalid-data", action: { ...event, createdAt: 2, id: "e1" } }
  expect(stillInDoubt(before, failed)).toEqual([update])
  const both = {
    state: "rejected",
    code: "invalid-data",
    action: update,
    more: [{ code: "not-found", action: event }],
  }
  expect(stillInDoubt(before, both)).toEqual([])
  expect(stillInDoubt({ state: "rejected" }, failed)).toEqual([])
})
