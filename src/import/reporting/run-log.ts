import { join } from "node:path"
import { LogFile } from "../../log/log-file.ts"
import type { Clock } from "../../platform/clock.ts"
import type { Guard } from "../../platform/files/file-system.ts"
import { combinedLogger, quietLogger, scrubbedLogger, silentLogger } from "../../platform/logger.ts"
import type { Logger } from "../../platform/logger.ts"
import type { Scrub } from "../../platform/secret/secret-scrubber.ts"
import type { CommonOptions } from "../options/common-options.ts"

/** Who is told what a run does. */
export interface RunLog {
  /** The user's, and the log file; told no secret. */
  readonly logger: Logger
  /** Puts the log file on disk. Lines that come later are dropped there. */
  close(): void
}

/** How to log. */
export interface RunLogOptions extends Pick<CommonOptions, "logger" | "logLevel"> {
  readonly clock: Clock
  /** Where `log.ndjson` is. */
  readonly directory: string
  readonly scrub: Scrub
  /** Called before each write to the log file; if it throws, the line is lost. */
  readonly guard?: Guard | undefined
}

/** Logs to the user's logger and, unless that is not wanted, to the log file, which is made with the first line. */
export function openRunLog(options: RunLogOptions): RunLog {
  const { clock, directory, guard, logger = silentLogger, logLevel = "info", scrub } = options
  const path = join(directory, "log.ndjson")
  const file = logLevel === "off" ? undefined : new LogFile({ path, leastLevel: logLevel, clock, guard })
  const both = combinedLogger(logger, file ?? silentLogger)
  return { logger: quietLogger(scrubbedLogger(both, scrub)), close: () => file?.close() }
}
