import { expect, it } from "vitest"
import { VirtualClock } from "../../../tests/kit/virtual-clock.ts"
import { RunTimes } from "./run-times.ts"

it("RunTimes adds up all runs until the last record is settled, and goes on for what is shown", async () => {
  const clock = new VirtualClock()
  await clock.run(clock.sleep(1_000))
  const times = new RunTimes(clock, clock.elapsedMs(), 500)
  await clock.run(clock.sleep(40))
  expect([times.runMs, times.elapsedMs]).toEqual([40, 540])
  times.end()
  await clock.run(clock.sleep(7))
  expect([times.runMs, times.elapsedMs]).toEqual([47, 540])
})
