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

it("runLogger() keeps lines below warnings to itself when quiet", () => {
  const lines: string[] = []
  const logger = runLogger({ onLine: (line) => lines.push(line), quiet: true })
  for (const level of ["debug", "info", "warn", "error"] as const) logger[level]("Told.")
  expect(lines).toEqual(["warn: Told.", "error: Told."])
})
