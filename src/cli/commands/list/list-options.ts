import type { CommandLineOptions } from "../../../import/options/declared-option.ts"

/** The options that `list` has for itself. */
export interface ListOptions {
  readonly json?: boolean
}

/** The declarations of {@link ListOptions}. */
export const LIST_OPTIONS: CommandLineOptions<ListOptions> = {
  json: { flag: { syntax: "--json", commands: ["list"], help: "print them as a JSON array" } },
}
