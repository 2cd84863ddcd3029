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
