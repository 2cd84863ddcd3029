import { afterEach, beforeEach, expect, it, vi } from "vitest"

import { Timers } from "./timers.ts"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it("Timers runs things later, at once without a delay, and not at all once cleared", () => {
  const timers = new Timers()
  const ran: string[] = []
  timers.after(0, () => ran.push("at once"))
  timers.after(10, () => ran.push("later"))
  timers.after(20, () => ran.push("never"))
  expect(ran).toEqual(["at once"])
  vi.advanceTimersByTime(10)
  timers.clear()
  expect(vi.getTimerCount()).toBe(0)
  timers.after(0, () => ran.push("never"))
  vi.advanceTimersByTime(100)
  expect(ran).toEqual(["at once", "later"])
})
