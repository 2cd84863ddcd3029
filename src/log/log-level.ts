/** How much a line matters, from the least to the most. */
export const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"]

/** How much a line matters. */
export type LogLevel = "debug" | "info" | "warn" | "error"

/** Whether lines of a level are wanted where `least` is the least that matters. */
export function isWanted(level: LogLevel, least: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least)
}
