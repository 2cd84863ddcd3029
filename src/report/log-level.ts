/** How much a line matters, from the least to the most. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const

/** How much a line matters. */
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Whether lines of a level are wanted where `least` is the least that matters. */
export function isWanted(level: LogLevel, least: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least)
}
