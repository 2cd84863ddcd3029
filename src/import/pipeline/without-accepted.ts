import { acceptedBefore } from "../../accounting/ledger/accepted-before.ts"
import { madeFrom } from "../../accounting/ledger/made-from.ts"
import { SettledActions } from "../../accounting/ledger/settled-actions.ts"
import type { IdScheme } from "../../batches/id-scheme.ts"
import type { Importer } from "../../delivery/importer.ts"
import { needsId } from "../../kinds/kind.ts"
import type { Kinds } from "../../kinds/kinds.ts"
import { actionsByRecord } from "../../mapping/actions-by-record.ts"
import type { AcceptedAs } from "../../sources/data-source.ts"
import type { AcceptedBefore, MappedRecords, MappedAction } from "../../mapping/mapped-records.ts"

/** By what actions that were accepted before are told from others. */
export interface AcceptedParts {
  readonly ids: Pick<IdScheme, "scheme"> | undefined
  readonly kinds: Kinds
  readonly repeats: Importer["repeats"]
  /** What is older than what was accepted of its record is run all the same. */
  readonly runsOlder: boolean
  /** Changes with the map function; undefined: not known. */
  readonly mapFingerprint: string | undefined
}

/** Takes the actions of rejects that were accepted before out of those that are to be run. */
export async function* withoutAccepted(
  arrays: AsyncIterable<MappedRecords>,
  { ids, kinds, mapFingerprint, repeats, runsOlder }: AcceptedParts,
): AsyncGenerator<MappedRecords, void, undefined> {
  const rules = { kinds, keepsAccepted: false, repeats: repeatsUnder(ids, repeats), runsOlder }
  for await (const mapped of arrays) {
    if (mapped.items.every(({ accepted, sentAs }) => accepted === undefined && sentAs === undefined)) {
      yield mapped
      continue
    }
    const actions: MappedAction[] = []
    const before: AcceptedBefore[] = []
    for (const ofRecord of actionsByRecord(mapped.actions)) {
      const [{ actionCount, item }] = ofRecord
      if (item.accepted === undefined && item.sentAs === undefined) {
        for (const action of ofRecord) actions.push(action)
        continue
      }
      const { acceptedAs, sentAs } = item
      const known = new SettledActions(item.accepted, acceptedAs?.digests, acceptedAs?.places)
      const made = madeFrom(item, mapFingerprint)
      const isUnchangedSince = (as: AcceptedAs | undefined): boolean =>
        as?.madeFrom !== undefined && as.madeFrom === made
      const now = acceptedBefore(ofRecord, known, {
        ...rules,
        isUnchanged: isUnchangedSince(acceptedAs),
        sent: sentAs && { actions: SettledActions.of(sentAs), isUnchanged: isUnchangedSince(sentAs) },
      })
      const { accepted, done, overtaken } = now
      for (const action of now.actions) if (!done.has(action) && !overtaken.has(action)) actions.push(action)
      before.push({
        item,
        actionCount,
        done: [...done],
        overtaken,
        accepted: accepted.snapshot(),
        digests: accepted.digests(),
        places: accepted.places(),
        standings: accepted.standings(),
      })
    }
    yield { ...mapped, actions, acceptedBefore: before }
  }
}

/** What ids are made of in the old scheme is all that an action says: it has another id once that is corrected. */
export function repeatsUnder(
  ids: Pick<IdScheme, "scheme"> | undefined,
  repeats: Importer["repeats"],
): Importer["repeats"] {
  return ids?.scheme === 1 ? (action) => !needsId(action) : repeats
}
