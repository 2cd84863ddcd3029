import { EventEmitter } from "node:events"
import { describe, expect, it } from "vitest"
import { VirtualClock } from "../../../tests/kit/virtual-clock.ts"
import { watchSignals } from "./watch-signals.ts"

/** What is done when signals come so many milliseconds after the start. */
async function doneAt(...signals: readonly (readonly [atMs: number, signal: string])[]): Promise<string[]> {
  const clock = new VirtualClock()
  const process = new EventEmitter()
  const done: string[] = []
  const note = (what: string) => (): void => void done.push(`${what} at ${clock.elapsedMs()}`)
  const unwatch = watchSignals(
    { onFirst: note("first"), onSecond: note("second") },
    { process, nowMs: () => clock.elapsedMs() },
  )
  const send = async (): Promise<void> => {
    for (const [atMs, signal] of signals) {
      await clock.sleep(atMs - clock.elapsedMs())
      process.emit(signal, signal)
    }
  }
  await clock.run(send())
  unwatch()
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) expect(process.listenerCount(name)).toBe(0)
  return done
}

describe("watchSignals()", () => {
  it("tells the first signal from the second", async () => {
    expect(await doneAt([10, "SIGINT"])).toEqual(["first at 10"])
    expect(await doneAt([10, "SIGINT"], [210, "SIGINT"])).toEqual(["first at 10", "second at 210"])
  })

  it.each([
    ["timeout(1), which signals its child, and then the group", "SIGINT", "SIGINT"],
    ["a terminal that hangs up", "SIGHUP", "SIGTERM"],
    ["a process manager", "SIGTERM", "SIGINT"],
  ])("takes signals within 200 ms for one: %s", async (_, one, other) => {
    expect(await doneAt([10, one], [10, other], [11, one], [209, other])).toEqual(["first at 10"])
  })

  it("counts the 200 ms from the first one, so that a key that is held down stops it at once", async () => {
    const held = Array.from({ length: 10 }, (_, index) => [index * 30, "SIGINT"] as const)
    expect((await doneAt(...held)).slice(0, 2)).toEqual(["first at 0", "second at 210"])
  })
})
