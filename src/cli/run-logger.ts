import type { Logger } from "../index.ts"
import { plainText } from "./plain-text.ts"

/** Who hears of what the library logs. */
export interface LogListeners {
  /** Gets each line, ready to print: `warn: A request failed ... {"code":"timeout"}`. */
  readonly onLine?: ((line: string) => void) | undefined
  /** Gets the reason why a request failed. */
  readonly onTrouble?: ((reason: string) => void) | undefined
}

/** A logger for runs. */
export function runLogger({ onLine, onTrouble }: LogListeners): Logger {
  const at =
    (level: string): Logger["info"] =>
    (message, fields) => {
      const details = fields === undefined ? "" : ` ${JSON.stringify(fields)}`
      onLine?.(plainText(`${level}: ${message}${details}`, 1_000))
      const reason = fields?.["reason"]
      if (typeof reason === "string") onTrouble?.(reason)
    }
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") }
}
