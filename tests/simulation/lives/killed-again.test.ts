import { expect, it } from "vitest"
import { live } from "./live.ts"
import { storyOf } from "./story.ts"
import { storyViolations } from "./story-violations.ts"

/** It is stopped while requests are without an answer, so that its lists say more than its journal counts. */
const STOPPED = storyOf(5_173)

it.each(["nothing", "part", "all"] as const)(
  "an import that was stopped, and is killed as it goes on, goes on once more: of its last step, %s is done",
  async (done) => {
    const broken: string[] = []
    for (let step = 0; step < 12; step += 1) {
      const lives = [
        ...STOPPED.lives.slice(0, 1),
        { map: 1, kill: { step, done } } as const,
        { map: 1 } as const,
      ]
      const lived = await live({ ...STOPPED, edits: undefined, lives, retries: [] })
      expect(lived.ends[0]).toMatchObject({ kind: "stopped" })
      for (const violation of storyViolations(lived)) broken.push(`step ${step}: ${violation}`)
    }
    expect(broken).toEqual([])
  },
)
