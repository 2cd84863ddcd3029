import { UsageError } from "../errors.ts"
import type { RejectionStage } from "../index.ts"
import { commandDelivery } from "./command-delivery.ts"
import type { CommandDelivery, DeliveryFlags } from "./command-delivery.ts"
import { PROGRAM_NAME } from "./subcommand.ts"

/** The options of `retry` as they stand on the command line. */
export interface RetryFlags extends DeliveryFlags {
  readonly from?: string
  readonly retryStage?: readonly string[]
  readonly retryCode?: readonly string[]
  readonly overwriteNewer?: boolean
  readonly stateDir?: string
}

/** What `retry` is to do. */
export interface RetryCommandOptions extends CommandDelivery {
  readonly importName: string | undefined
  readonly from: string | undefined
  readonly stages: readonly RejectionStage[] | undefined
  readonly codes: readonly string[] | undefined
  readonly overwriteNewer: boolean
  readonly stateDir: string | undefined
}

const STAGES: readonly RejectionStage[] = ["parse", "map", "validate", "api"]

/**
 * Makes sense of the command line of `retry`, before anything is read.
 *
 * @throws {@link UsageError} if something is missing, malformed or contradicts something else.
 */
export function retryOptions(
  importName: string | undefined,
  flags: RetryFlags,
  env: Readonly<NodeJS.ProcessEnv>,
): RetryCommandOptions {
  return {
    ...commandDelivery(flags, env, `${PROGRAM_NAME} retry users.csv --map map.ts`),
    importName,
    from: flags.from,
    stages: parts(flags.retryStage)?.map(stageOf),
    codes: parts(flags.retryCode),
    overwriteNewer: flags.overwriteNewer === true,
    stateDir: flags.stateDir,
  }
}

/** Several may stand in one argument, with commas between them. */
function parts(values: readonly string[] | undefined): readonly string[] | undefined {
  return values?.flatMap((value) => value.split(",").map((part) => part.trim()))
}

function stageOf(text: string): RejectionStage {
  const stage = STAGES.find((known) => known === text)
  if (stage !== undefined) return stage
  throw new UsageError(`--retry-stage: "${text}" is no stage; they are ${STAGES.join(", ")}.`)
}
