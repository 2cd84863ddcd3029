import type { ImportFacts } from "../../journal/decide-start.ts"
import { knownOrigin } from "../../state/known-origin.ts"
import type { RunContext } from "../run/run-context.ts"
import type { IdsOfStart } from "./decide-import.ts"
import { idsOfJournal, ownIds } from "./run-ids.ts"
import type { RunIds } from "./run-ids.ts"

/**
 * The ids of a run: as in the earlier run, as in another import of the same file, or in a way of their own.
 *
 * @param facts what is about to be run, with the source's fingerprint
 */
export async function chooseIds<Data>(
  { options, platform, startedAt, stateDir }: RunContext<Data>,
  facts: ImportFacts,
  decided: IdsOfStart,
): Promise<RunIds> {
  if (decided.kind === "given") return decided.ids
  if (decided.kind === "as-before") return idsOfJournal(decided.entry)
  const { idsFrom, name, source } = options
  const { isOther } = decided
  const { fingerprint } = facts.source
  const own = ownIds({
    idsFrom,
    name,
    sourceName: source.name,
    fingerprint,
    startedAt: isOther ? startedAt : undefined,
  })
  if (isOther || idsFrom !== undefined || (name !== undefined && name !== source.name)) return own
  const { baseUrl } = facts.target
  const origin = await knownOrigin({ baseUrl, fingerprint }, stateDir, platform.files)
  return origin === undefined ? own : { scheme: 2, origin }
}
