import type { SentAs } from "../../sources/data-source.ts"
import { digestOf } from "./open-record.ts"
import type { Failure } from "./open-record.ts"
import { NOT_ASKED, SettledActions } from "./settled-actions.ts"

/** Which actions of a record may have been applied, now that some have failed again; undefined: none, or only such as need no ordinal to be told apart. */
export function sentAsAfter(before: SentAs | undefined, failures: readonly Failure[]): SentAs | undefined {
  const sent = new SettledActions()
  for (const { action, state } of failures)
    if (state === "unknown" && action !== undefined) sent.add(action.group, action.ordinal, digestOf(action))
  // The first of its group is the first that is replaced.
  const isTold = [...sent.all()].every(([, ordinal]) => ordinal === 0)
  return isTold ? before : withSent(before, { ...sent.toJSON() })
}

/** What was noted before, with what was sent since under the same ids in its place. */
export function withSent(before: SentAs | undefined, since: SentAs): SentAs {
  const all = new SettledActions()
  // By what these were made is no longer known.
  if (before !== undefined)
    for (const [group, ordinal, digest] of SettledActions.of(before).all())
      all.add(group, ordinal, digest, NOT_ASKED)
  for (const [group, ordinal, digest, standing] of SettledActions.of(since).all())
    all.add(group, ordinal, digest, standing)
  const { madeFrom } = since
  return { ...all.toJSON(), ...(madeFrom === undefined ? {} : { madeFrom }) }
}
