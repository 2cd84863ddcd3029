import { inFlagNames } from "../report/flag-names.ts"

/** Warnings of the library, a line for each, in the words of the command line; empty where there are none. */
export function warningsText(warnings: readonly string[]): string {
  return warnings.map((warning) => `Warning: ${inFlagNames(warning)}`).join("\n")
}
