import { expect, it } from "vitest"
import { runLogger } from "./run-logger.ts"

it("runLogger() gives lines to print, and the reasons of failed requests", () => {
  const lines: string[] = []
  const reasons: string[] = []
  const logger = runLogger({
    onLine: (line) => lines.push(line),
    onTrouble: (reason) => reasons.push(reason),
  })
  logger.warn("A request failed.", { reason: "timeout", records: 3 })
  logger.info("Fine.")
  expect(lines).toEqual(['warn: A request failed. {"reason":"timeout","records":3}', "info: Fine."])
  expect(reasons).toEqual(["timeout"])
})
