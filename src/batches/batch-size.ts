/** How many records the next request may carry. Grows while requests go well and quickly, shrinks where one was too much. */
export interface BatchSize {
  readonly records: number
  readonly maxRecords: number
  /** How many quick answers it takes to grow: more once a request was too large, as the next size up is probably too large too. */
  readonly patience: number
  /** Quick answers to requests of this size so far. */
  readonly quickAnswers: number
}

const PATIENCE_AFTER_TOO_LARGE = 50
/** Steep: each small request at the start costs a place under the rate limit that a large one could have had. */
const MAX_GROWTH = 20
const GROWTH_AFTER_TOO_LARGE = 2

/** Requests answered within this time leave room for larger ones. */
export const QUICK_ANSWER_MS = 5_000

/** What an earlier delivery learned of the size of requests. */
export interface LearnedSize {
  /** How many records a request may carry. */
  readonly recordsPerRequest?: number | undefined
  /** Whether a larger request was too large. */
  readonly hasMetLimit?: boolean | undefined
}

/** The size to start from: what an earlier delivery learned, else what Iterable's own users have sent for years. */
export function initialBatchSize(
  maxRecords: number,
  { hasMetLimit = false, recordsPerRequest = 1_000 }: LearnedSize = {},
): BatchSize {
  const patience = hasMetLimit ? PATIENCE_AFTER_TOO_LARGE : 1
  return { records: Math.min(recordsPerRequest, maxRecords), maxRecords, patience, quickAnswers: 0 }
}

/** What a later delivery should know of it. */
export function learnedSize({ patience, records }: BatchSize): LearnedSize {
  return { recordsPerRequest: records, ...(patience > 1 ? { hasMetLimit: true } : {}) }
}

/**
 * The size after a good answer to a request of `sentRecords`: as large as that proves that more would do. Where a limit was found before, only a
 * request counts that used half of the size at least, as those do that lost some refused records.
 */
export function afterGoodAnswer(size: BatchSize, sentRecords: number, latencyMs: number): BatchSize {
  if (latencyMs > QUICK_ANSWER_MS) return size
  if (size.patience > 1 && sentRecords * 2 < size.records) return size
  const quickAnswers = size.quickAnswers + 1
  if (quickAnswers < size.patience) return { ...size, quickAnswers }
  const records = Math.max(size.records, Math.floor(sentRecords * growth(size, latencyMs)))
  return { ...size, records: Math.min(records, size.maxRecords), quickAnswers: 0 }
}

/** So many times as many as would still be answered quickly, within reason, and with care where a limit was found before. */
function growth({ patience }: BatchSize, latencyMs: number): number {
  if (patience > 1) return GROWTH_AFTER_TOO_LARGE
  return Math.min(MAX_GROWTH, QUICK_ANSWER_MS / Math.max(latencyMs, 1))
}

/** The size after a request of `sentRecords` was too large or took too long. */
export function afterTooLarge(size: BatchSize, sentRecords: number): BatchSize {
  const records = Math.max(1, Math.min(size.records, Math.floor(sentRecords / 2)))
  return { ...size, records, patience: PATIENCE_AFTER_TOO_LARGE, quickAnswers: 0 }
}
