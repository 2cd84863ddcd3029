import { scrubValue } from "./secret/scrub-value.ts"
import type { Scrub } from "./secret/secret-scrubber.ts"

/** Takes log lines; pino, winston and `console` fit after at most a line of adapting. Never gets the API key. */
export interface Logger {
  /** What helps to find a fault. */
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void
  /** What goes as it should. */
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  /** What passes: a request that failed and is sent again. */
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  /** What does not pass. */
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
}

const ignore = (): void => undefined

/** Drops every line; the default. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore }

/** Calls what a user gave to be told something. What it throws is its own affair: an import does not end for it. */
export function quietly(tell: () => unknown): void {
  try {
    const told = tell()
    if (told instanceof Promise) told.catch(() => undefined)
  } catch {
    // Whoever wants to know catches it there.
  }
}

/** A logger whose failures stay its own. */
export function quietLogger(logger: Logger): Logger {
  return {
    debug: (message, fields) => quietly(() => logger.debug(message, fields)),
    info: (message, fields) => quietly(() => logger.info(message, fields)),
    warn: (message, fields) => quietly(() => logger.warn(message, fields)),
    error: (message, fields) => quietly(() => logger.error(message, fields)),
  }
}

/** Gives each line to all of them. */
export function combinedLogger(...loggers: readonly Logger[]): Logger {
  return {
    debug: (message, fields) => loggers.forEach((logger) => logger.debug(message, fields)),
    info: (message, fields) => loggers.forEach((logger) => logger.info(message, fields)),
    warn: (message, fields) => loggers.forEach((logger) => logger.warn(message, fields)),
    error: (message, fields) => loggers.forEach((logger) => logger.error(message, fields)),
  }
}

/** A logger that is told no secret. */
export function scrubbedLogger(logger: Logger, scrub: Scrub): Logger {
  const at =
    (level: keyof Logger): Logger["info"] =>
    (message, fields) =>
      logger[level](scrub(message), scrubValue(fields, scrub))
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") }
}
