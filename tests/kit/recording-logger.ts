import type { Logger } from "../../src/platform/logger.ts"

/** A line that was logged. */
export interface LoggedLine {
  readonly level: keyof Logger
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>> | undefined
}

/** A logger that keeps its lines. */
export function recordingLogger(): Logger & { readonly lines: readonly LoggedLine[] } {
  const lines: LoggedLine[] = []
  const at =
    (level: keyof Logger): Logger["info"] =>
    (message, fields) => {
      lines.push({ level, message, fields })
    }
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") }
}
