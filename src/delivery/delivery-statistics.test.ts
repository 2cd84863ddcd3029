import { describe, expect, it } from "vitest"
import { ALL_KINDS } from "../kinds/all-kinds.ts"
import { DeliveryCounter } from "./delivery-statistics.ts"

describe("DeliveryCounter", () => {
  it("names each field once, and gives counts that no longer change", () => {
    const counter = new DeliveryCounter(ALL_KINDS)
    counter.noteFields(["a", "b"], ["x"])
    counter.requests = 1
    const before = counter.snapshot()
    counter.noteFields(["b", "c"], [])
    counter.requests = 2
    expect(before).toMatchObject({
      requests: 1,
      inFlight: 0,
      bodyBytes: 0,
      retries: 0,
      throttled: 0,
      repaired: 0,
      createdFields: ["a", "b"],
      filteredOutFields: ["x"],
    })
    expect(counter.snapshot()).toMatchObject({ requests: 2, createdFields: ["a", "b", "c"] })
  })
})
