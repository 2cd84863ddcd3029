import { expect, it } from "vitest"
import { ReasonTally } from "./reason-tally.ts"

const HARMLESS =
  "no answer; given up after 12 failures. It may have been applied; sending it again is harmless"
const HARMFUL = "no answer; it may have been applied, and without an id sending it again could double it"

it("ReasonTally counts by what is to be done, and keeps a few examples of each", () => {
  const tally = new ReasonTally()
  for (let recordNumber = 1; recordNumber <= 9; recordNumber += 1) {
    const message = recordNumber % 3 === 0 ? HARMFUL : HARMLESS
    tally.note({ stage: "api", code: "timeout", message }, { recordNumber, lineNumber: recordNumber + 1 })
  }
  expect(tally.reasons).toMatchObject([
    {
      code: "timeout",
      count: 6,
      advice: expect.stringContaining("send it again") as string,
      examples: [{ recordNumber: 1, lineNumber: 2 }, { recordNumber: 2 }, { recordNumber: 4 }],
    },
    {
      code: "timeout",
      count: 3,
      advice: expect.stringContaining("look the user up") as string,
      examples: [{ recordNumber: 3, message: HARMFUL }, { recordNumber: 6 }, { recordNumber: 9 }],
    },
  ])
})

it("ReasonTally goes on with what a release counted that gave other advice", () => {
  const tally = new ReasonTally([
    {
      stage: "api",
      code: "timeout",
      count: 2,
      advice: "what an earlier release advised",
      examples: [{ recordNumber: 1, message: HARMLESS }],
    },
  ])
  tally.note({ stage: "api", code: "timeout", message: HARMLESS }, { recordNumber: 5 })
  expect(tally.reasons).toMatchObject([
    { count: 3, advice: expect.stringContaining("send it again") as string, examples: [{}, {}] },
  ])
})
