import { describe, expect, it } from "vitest"
import type { End } from "./end.ts"
import { meddledFiles } from "./meddled-files.ts"
import { TwoRetries } from "./two-retries.ts"

describe.each(["derive", "none"] as const)("a retry with ids: %s", (ids) => {
  it(
    "that was paused, behind whatever step, leaves everything to the one that took over",
    { timeout: 600_000 },
    async () => {
      const broken: string[] = []
      let isPaused = true
      for (let step = 0; isPaused; step += 1) {
        isPaused = false
        const two = new TwoRetries(ids)
        const { clock } = two.machine
        const happen = async (): Promise<void> => {
          await two.import()
          const first = two.start()
          let over: Promise<End> | undefined
          const files = meddledFiles(first.platform.files, { of: "all", step }, async () => {
            isPaused = true
            over = clock.sleep(35_000).then(() => two.retry(two.start()))
            await first.pause(35_000 + ((step * 1_700) % 24_000))
          })
          const end = await two.retry(first, { ...first.platform, files })
          const other = await over
          if (other === undefined) return
          const isRight =
            other.kind === "finished" ||
            // Without ids, what the first one had sent is not run again.
            (ids === "none" && other.kind === "failed" && other.message.startsWith("Left out"))
          if (!isRight) broken.push(`step ${step}: the other one ${JSON.stringify(other)}`)
          if (end.kind === "failed" || (end.kind === "stopped" && !["DISK", "TAKEN_OVER"].includes(end.code)))
            broken.push(`step ${step}: ${JSON.stringify(end)}`)
          for (const violation of await two.violations()) broken.push(`step ${step}: ${violation}`)
        }
        await clock.run(happen())
      }
      expect(broken).toEqual([])
    },
  )
})

it("a retry that waits for the import to end decides by what that has left", async () => {
  const alone = new TwoRetries("derive")
  await alone.machine.clock.run(alone.import())
  const endMs = alone.machine.clock.elapsedMs()
  const two = new TwoRetries("derive")
  const { clock } = two.machine
  const happen = async (): Promise<void> => {
    const importing = two.import()
    await clock.sleep(endMs - 100)
    expect(await two.retry(two.start())).toEqual({ kind: "finished" })
    await importing
    expect(await two.violations()).toEqual([])
  }
  await clock.run(happen())
})
