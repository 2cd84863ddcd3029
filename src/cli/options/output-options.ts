import type { CommandLineOptions } from "../../import/options/declared-option.ts"

/** What the commands that import show. */
export interface OutputOptions {
  readonly json?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
}

/** The declarations of {@link OutputOptions}. */
export const OUTPUT_OPTIONS: CommandLineOptions<OutputOptions> = {
  json: {
    flag: {
      syntax: "--json",
      commands: ["run", "retry"],
      help: "print the summary as a JSON object on stdout",
    },
  },
  quiet: {
    flag: {
      syntax: "-q, --quiet",
      commands: ["run", "retry"],
      help: "show only warnings and errors, neither progress nor summary",
    },
  },
  verbose: {
    flag: {
      syntax: "-v, --verbose",
      commands: ["run", "retry"],
      help: "show what happens during the import, and more about unexpected errors",
    },
  },
}
