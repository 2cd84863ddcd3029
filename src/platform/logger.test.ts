import { expect, it } from "vitest"
import { recordingLogger } from "../../tests/kit/recording-logger.ts"
import { combinedLogger, quietLogger } from "./logger.ts"

const LEVELS = ["debug", "info", "warn", "error"] as const

it("combinedLogger() gives each line to all", () => {
  const loggers = [recordingLogger(), recordingLogger()]
  const combined = combinedLogger(...loggers)
  for (const level of LEVELS) combined[level]("said", { level })
  for (const { lines } of loggers)
    expect(lines).toEqual(LEVELS.map((level) => ({ level, message: "said", fields: { level } })))
})

it("a quiet logger that fails keeps no line from the others", () => {
  const fail = (): never => {
    throw new Error("the user's own")
  }
  const other = recordingLogger()
  const failing = quietLogger({ debug: fail, info: fail, warn: fail, error: fail })
  const combined = combinedLogger(failing, other)
  for (const level of LEVELS) combined[level]("said")
  expect(other.lines).toHaveLength(4)
})
