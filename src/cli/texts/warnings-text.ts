import { inFlagNames } from "../../import/options/in-flag-names.ts"
import { oneLine } from "../terminal/plain-text.ts"

/** Warnings of the library, a line for each, in the words of the command line; empty where there are none. */
export function warningsText(warnings: readonly string[]): string {
  return warnings.map((warning) => `Warning: ${inFlagNames(oneLine(warning))}`).join("\n")
}
