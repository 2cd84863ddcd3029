import { describe, expect, it } from "vitest"
import { Wakeup } from "./wakeup.ts"

describe("Wakeup", () => {
  it("lets a loop wait until it rings", async () => {
    const wakeup = new Wakeup()
    const log: string[] = []
    const waiting = wakeup.wait().then(() => log.push("awake"))
    await Promise.resolve()
    log.push("ring")
    wakeup.ring()
    await waiting
    expect(log).toEqual(["ring", "awake"])
  })

  it("forgets no ring that came while nobody waited, and counts several as one", async () => {
    const wakeup = new Wakeup()
    wakeup.ring()
    wakeup.ring()
    await wakeup.wait()
    let isAwake = false
    void wakeup.wait().finally(() => {
      isAwake = true
    })
    await new Promise(setImmediate)
    expect(isAwake).toBe(false)
    wakeup.ring()
    await new Promise(setImmediate)
    expect(isAwake).toBe(true)
  })
})
