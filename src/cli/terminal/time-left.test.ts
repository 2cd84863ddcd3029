import { describe, expect, it } from "vitest"
import { TimeLeft } from "./time-left.ts"

const TOTAL_MS = 120_000

/** What is shown every 100 ms of an import that is done with a share of itself at each moment. */
function shownOver(fractionAt: (nowMs: number) => number): { nowMs: number; leftMs: number }[] {
  const timeLeft = new TimeLeft(1_000)
  const shown: { nowMs: number; leftMs: number }[] = []
  for (let nowMs = 100; nowMs < TOTAL_MS; nowMs += 100) {
    const leftMs = timeLeft.update(fractionAt(nowMs), 1_000 + nowMs)
    if (leftMs !== undefined) shown.push({ nowMs, leftMs })
  }
  return shown
}

describe("TimeLeft", () => {
  it("says nothing for the first two seconds", () => {
    expect(shownOver((nowMs) => nowMs / TOTAL_MS)[0]?.nowMs).toBe(2_000)
  })

  it("counts down exactly where the speed is even", () => {
    for (const { leftMs, nowMs } of shownOver((now) => now / TOTAL_MS))
      expect(Math.abs(leftMs - (TOTAL_MS - nowMs))).toBeLessThan(10)
  })

  it("does not jump where records are settled in bursts, one every three seconds", () => {
    const shown = shownOver((nowMs) => (Math.floor(nowMs / 3_000) * 3_000) / TOTAL_MS)
    const settled = shown.filter(({ nowMs }) => nowMs > 20_000)
    const jumpsMs = settled
      .slice(1)
      .map(({ leftMs }, index) => Math.abs(leftMs - (settled[index]?.leftMs ?? 0)))
    const errorsMs = settled.map(({ leftMs, nowMs }) => Math.abs(leftMs - (TOTAL_MS - nowMs)))
    expect(Math.max(...jumpsMs)).toBeLessThan(1_000)
    expect(Math.max(...errorsMs)).toBeLessThan(15_000)
  })

  it("follows an import that has become slower", () => {
    const shown = shownOver(
      (nowMs) => Math.min(nowMs, 30_000) / 60_000 + Math.max(0, nowMs - 30_000) / 600_000,
    )
    const last = shown.at(-1)
    expect(last?.leftMs).toBeGreaterThan(180_000)
    expect(last?.leftMs).toBeLessThan(240_000)
  })

  it("says nothing where nothing is done yet", () => {
    expect(shownOver(() => 0)).toEqual([])
  })
})
