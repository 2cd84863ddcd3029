import type { ImportFacts } from "../../journal/decide-start.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import { timeOf } from "../../platform/iso-time.ts"
import type { RunContext } from "../run/run-context.ts"
import { ownIds } from "./run-ids.ts"
import type { RunIds } from "./run-ids.ts"

/** Where a run starts. */
export interface RunStart {
  readonly facts: ImportFacts
  readonly ids: RunIds
  /** The journal of the run with which this one goes on; undefined: it begins anew. */
  readonly before?: JournalEntry | undefined
  /** The journal of a run that was killed so short a time ago that requests of it may still be on their way. */
  readonly killed?: JournalEntry | undefined
  /** What may be duplicated as the source is a list of rejects; see `whatMayBeDuplicated`. */
  readonly mayBeDuplicated?: string | undefined
}

/** The start of a run of which nothing is remembered. */
export async function startWithoutJournal<Data>({ facts, options }: RunContext<Data>): Promise<RunStart> {
  const { idsFrom, name, source } = options
  const sourceName = source.name
  const fingerprint = options.ids === undefined ? await source.fingerprint?.() : undefined
  const readAs = await source.inspect?.({ signal: options.signal })
  return {
    facts: readAs === undefined ? facts : { ...facts, source: { ...facts.source, readAs } },
    ids: options.ids ?? ownIds({ idsFrom, name, sourceName, fingerprint }),
  }
}

/** A server stops working on a request within this time once its client is gone. */
const LONGEST_UNDER_WAY_MS = 300_000

/** Whether a run was killed so short a time ago that requests of it may still be on their way. */
export function wasKilledJustNow(earlier: JournalEntry | undefined, nowMs: number): boolean {
  if (earlier?.state !== "running") return false
  return nowMs - timeOf(earlier.updatedAt) < LONGEST_UNDER_WAY_MS
}
