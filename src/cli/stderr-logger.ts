import type { Logger } from "../index.ts"
import { plainText } from "./plain-text.ts"
import type { Terminal } from "./terminal.ts"

/** Writes the library's log lines on stderr: `warn: A request failed ... {"status":500}`. */
export function stderrLogger(terminal: Terminal): Logger {
  const at =
    (level: string): Logger["info"] =>
    (message, fields) => {
      const details = fields === undefined ? "" : ` ${JSON.stringify(fields)}`
      terminal.say(plainText(`${level}: ${message}${details}`, 1_000))
    }
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") }
}
