import type { Logger } from "../../index.ts"
import { plainText } from "./plain-text.ts"

/** Who hears of what the library logs. */
export interface LogListeners {
  /** Gets each line, ready to print: `warn: A request failed ... {"code":"timeout"}`. */
  readonly onLine?: ((line: string) => void) | undefined
  /** Whether lines below warnings are kept from `onLine`. @defaultValue false */
  readonly quiet?: boolean | undefined
  /** Gets the reason why a request failed. */
  readonly onTrouble?: ((reason: string) => void) | undefined
}

/** A logger for runs. */
export function runLogger({ onLine, onTrouble, quiet = false }: LogListeners): Logger {
  const at =
    (level: keyof Logger): Logger["info"] =>
    (message, fields) => {
      const details = fields === undefined ? "" : ` ${JSON.stringify(fields)}`
      const isHeard = !quiet || level === "warn" || level === "error"
      if (isHeard) onLine?.(plainText(`${level}: ${message}${details}`, 1_000))
      const reason = fields?.["reason"]
      if (typeof reason === "string") onTrouble?.(reason)
    }
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") }
}
