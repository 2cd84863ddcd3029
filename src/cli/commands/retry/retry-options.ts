import { ATTEMPT_OPTIONS } from "../../../import/options/attempt-options.ts"
import { RETRY_OPTIONS } from "../../../import/options/retry-options.ts"
import type { AttemptOptions, RetryOptions } from "../../../index.ts"
import { readFlags } from "../../options/read-flags.ts"
import type { TypedFlags } from "../../options/typed-flags.ts"
import { PROGRAM_NAME } from "../../shell/program-name.ts"
import { commandDelivery } from "../../values/command-delivery.ts"
import type { CommandDelivery } from "../../values/command-delivery.ts"

/** What `retry` is to do. */
export interface RetryCommandOptions extends CommandDelivery {
  readonly importName: string | undefined
  /** What was typed of the library's other options. */
  readonly typed: RetryOptions
}

/**
 * Makes sense of the command line of `retry`, before anything is read.
 *
 * @throws {@link UsageError} if something is missing, malformed or contradicts something else.
 */
export function retryOptions(
  importName: string | undefined,
  flags: TypedFlags,
  env: Readonly<NodeJS.ProcessEnv>,
): RetryCommandOptions {
  return {
    ...commandDelivery(flags, env, `${PROGRAM_NAME} retry users.csv --map map.ts`),
    importName,
    typed: {
      ...readFlags<Pick<RetryOptions, keyof typeof RETRY_OPTIONS>>(RETRY_OPTIONS, flags),
      ...readFlags<AttemptOptions>(ATTEMPT_OPTIONS, flags),
    },
  }
}
