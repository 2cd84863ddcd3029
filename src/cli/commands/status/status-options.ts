import type { CommandLineOptions } from "../../../import/options/declared-option.ts"

/** The options that `status` has for itself. */
export interface StatusOptions {
  readonly json?: boolean
}

/** The declarations of {@link StatusOptions}. */
export const STATUS_OPTIONS: CommandLineOptions<StatusOptions> = {
  json: { flag: { syntax: "--json", commands: ["status"], help: "print it as a JSON object" } },
}
