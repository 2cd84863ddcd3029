import { expect, it } from "vitest"
import { tooManyRejects } from "./too-many-rejects.ts"

it.each([
  ["parse", "The file, or the way it is read, is probably wrong; see the rejects"],
  ["map", "The mapping is probably wrong; see the rejects"],
  ["validate", "The mapping is probably wrong; see the rejects"],
  ["api", "read so far. See the rejects"],
] as const)("blames the mapping only where it may be to blame: %s", (stage, words) => {
  const reason = { code: "some", advice: "", examples: [] }
  const message = tooManyRejects({ read: 12_003, rejected: 1_784 }, [
    { ...reason, stage: stage === "api" ? "map" : "api", count: 700 },
    { ...reason, stage, count: 600 },
    { ...reason, stage, count: 484 },
  ])
  expect(message).toContain("1,784 of the 12,003 read so far. ")
  expect(message).toContain(`${words}, or raise maxRejects.`)
})
