import { describe, expect, it } from "vitest"
import { MapAhead } from "./map-ahead.ts"
import type { MapFunction } from "./map-function.ts"

interface Row {
  readonly name: string
}

const at = (recordNumber: number): { readonly recordNumber: number } => ({ recordNumber })

function counted(): { readonly calls: string[]; readonly once: MapAhead<Row> } {
  const calls: string[] = []
  const map: MapFunction<Row> = ({ name }) => {
    calls.push(name)
    if (name === "bad") throw new Error("no")
  }
  return { calls, once: new MapAhead(map) }
}

describe("MapAhead", () => {
  it("calls the map function once for a record that was mapped before its turn", async () => {
    const { calls, once } = counted()
    await once.ahead({ name: "Ada" }, at(2))
    await once.mapFunction({ name: "Bob" }, at(1))
    await once.mapFunction({ name: "Ada" }, at(2))
    expect(calls).toEqual(["Ada", "Bob"])
  })

  it("gives what was kept once, to each of several records of one number and content", async () => {
    const { calls, once } = counted()
    await once.ahead({ name: "Ada" }, at(2))
    await once.ahead({ name: "Ada" }, at(2))
    for (let count = 0; count < 3; count += 1) await once.mapFunction({ name: "Ada" }, at(2))
    expect(calls).toEqual(["Ada", "Ada", "Ada"])
  })

  it("tells records of one number from each other by what they say", async () => {
    const { calls, once } = counted()
    await once.ahead({ name: "Ada" }, at(2))
    await once.mapFunction({ name: "Eve" }, at(2))
    expect(calls).toEqual(["Ada", "Eve"])
  })

  it("keeps what the map function throws, too", async () => {
    const { calls, once } = counted()
    await expect(once.ahead({ name: "bad" }, at(1))).rejects.toThrow("no")
    await expect(once.mapFunction({ name: "bad" }, at(1))).rejects.toThrow("no")
    expect(calls).toEqual(["bad"])
  })
})
