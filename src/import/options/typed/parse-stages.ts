import type { RejectionStage } from "../../../actions/outcome.ts"
import { UsageError } from "../../../errors.ts"
import { parseList } from "./parse-list.ts"

const STAGES: readonly RejectionStage[] = ["parse", "map", "validate", "api"]

/**
 * Reads the values of `--retry-stage`, of which each may hold several with commas between them.
 *
 * @throws {@link UsageError} if one is not a stage.
 */
export function parseStages(texts: readonly string[]): readonly RejectionStage[] {
  return parseList(texts).map((text) => {
    const stage = STAGES.find((known) => known === text)
    if (stage !== undefined) return stage
    throw new UsageError(`--retry-stage: "${text}" is not a stage; the stages are ${STAGES.join(", ")}.`)
  })
}
