import type { CommandLineOptions } from "../../import/options/declared-option.ts"

/** Whether the commands that import only try to. */
export interface TrialOptions {
  readonly sandbox?: boolean
}

/** The declarations of {@link TrialOptions}. */
export const TRIAL_OPTIONS: CommandLineOptions<TrialOptions> = {
  sandbox: {
    flag: {
      syntax: "--sandbox",
      commands: ["run", "retry"],
      help: "start a local stand-in for Iterable and import into it; no key needed",
    },
  },
}
