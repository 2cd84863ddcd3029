import { addedUp } from "../../delivery/delivery-statistics.ts"
import type { DeliveryStatistics } from "../../delivery/delivery-statistics.ts"
import type { Importer } from "../../delivery/importer.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"

/** What an earlier run learned of its delivery. */
export interface LearnedBefore {
  /** As the importer gave it. */
  readonly delivery?: unknown
  readonly statistics?: DeliveryStatistics
  readonly history?: unknown
}

/** What an earlier run learned; it comes from a file that this program wrote and sealed. */
export function learnedBefore(entry: Pick<JournalEntry, "learned"> | undefined): LearnedBefore {
  return entry?.learned ?? {}
}

/** The statistics of all runs of an import together, as of now. */
export function totalStatistics(
  importer: Pick<Importer, "statistics">,
  before: Pick<JournalEntry, "learned"> | undefined,
): DeliveryStatistics | undefined {
  const now = importer.statistics?.()
  const { statistics } = learnedBefore(before)
  return now === undefined || statistics === undefined ? now : addedUp(statistics, now)
}
