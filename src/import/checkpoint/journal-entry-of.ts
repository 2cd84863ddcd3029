import type { DeliveryStatistics } from "../../delivery/delivery-statistics.ts"
import type { ImportFacts } from "../../journal/decide-start.ts"
import { JOURNAL_VERSION } from "../../journal/journal-entry.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import type { RejectsExtent } from "../../rejects/store/rejects-store.ts"
import type { RunIds } from "../start/run-ids.ts"
import type { CheckpointSnapshot } from "./checkpoint.ts"

/** All that a journal notes of an import, as of one instant. */
export interface EntryParts {
  readonly state: JournalEntry["state"]
  /** ISO 8601, UTC, as the next one. */
  readonly startedAt: string
  readonly updatedAt: string
  /** Of all runs together. */
  readonly elapsedMs: number
  readonly facts: ImportFacts
  readonly source: JournalEntry["source"]
  readonly command: string | undefined
  readonly ids: JournalEntry["ids"]
  readonly checkpoint: CheckpointSnapshot
  readonly rejects: RejectsExtent
  readonly rejectsPaths: readonly string[]
  readonly keptRejects: readonly string[]
  readonly unlistedRejects: number
  readonly learned: unknown
}

/** The journal of an import. */
export function journalEntryOf(parts: EntryParts): JournalEntry {
  const { checkpoint, command, elapsedMs, facts, ids, learned, rejects, rejectsPaths, state } = parts
  const { keptRejects, source, startedAt, unlistedRejects, updatedAt } = parts
  return {
    version: JOURNAL_VERSION,
    state,
    startedAt,
    updatedAt,
    ...(state === "finished" ? { finishedAt: updatedAt } : {}),
    elapsedMs: Math.round(elapsedMs),
    ...facts,
    source,
    ...(command === undefined ? {} : { command }),
    ...(ids === undefined ? {} : { ids }),
    ...checkpoint,
    ...rejects,
    rejectsPaths,
    ...(keptRejects.length === 0 ? {} : { keptRejects }),
    ...(unlistedRejects === 0 ? {} : { unlistedRejects }),
    learned,
  }
}

/** What a journal notes of how ids are derived. Scheme 1 is that of journals that say nothing of it. */
export function journaledIds(
  { idsFrom, origin, scheme }: RunIds,
  {
    before,
    none,
    statistics,
  }: {
    readonly before: Pick<JournalEntry, "ids"> | undefined
    /** Whether events and purchases without an id are sent without one. */
    readonly none: boolean
    readonly statistics: Pick<DeliveryStatistics, "ids"> | undefined
  },
): JournalEntry["ids"] {
  if (scheme === 1) return undefined
  const derived = before?.ids?.derived === true || (statistics?.ids?.derived ?? 0) > 0
  const given = idsFrom === undefined ? {} : { idsFrom }
  return { scheme, origin, ...given, ...(derived ? { derived } : {}), none }
}
