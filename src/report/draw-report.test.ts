import { expect, it } from "vitest"
import { quietReport } from "../../tests/browser/example-report.ts"
import { drawReport } from "./draw-report.ts"

const upperCase = (message: string): string => message.toUpperCase()

it.each([
  [undefined, "raise maxRejects"],
  ["names", "raise maxRejects"],
  ["flags", "RAISE MAXREJECTS"],
] as const)("drawReport() with options as %s has messages in these words: %s", async (optionsAs, said) => {
  const { summary, ...data } = quietReport()
  const stopReason = { code: "TOO_MANY_REJECTS", message: "Too many: raise maxRejects" }
  const page = await drawReport({ ...data, optionsAs, summary: { ...summary, stopReason } }, upperCase)
  expect(page).toContain(said)
})
