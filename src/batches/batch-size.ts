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

/** The size to start from: what an earlier delivery learned, else what Iterable's own users have sent for years. */
export function initialBatchSize(maxRecords: number, learnedRecords: number = 1_000): BatchSize {
  return { records: Math.min(learnedRecords, maxRecords), maxRecords, patience: 1, quickAnswers: 0 }
}

/** The size after a good answer to a request of `sentRecords`: only a request that used the size proves that more would do. */
export function afterGoodAnswer(size: BatchSize, sentRecords: number, latencyMs: number): BatchSize {
  if (sentRecords < size.records || latencyMs > QUICK_ANSWER_MS) return size
  const quickAnswers = size.quickAnswers + 1
  if (quickAnswers < size.patience) return { ...size, quickAnswers }
  const records = Math.floor(size.records * growth(size, latencyMs))
  return { ...size, records: Math.min(records, size.maxRecords), quickAnswers: 0 }
}

/** As many times as many as would still be answered quickly, within reason, and with care where a limit was found before. */
function growth({ patience }: BatchSize, latencyMs: number): number {
  if (patience > 1) return GROWTH_AFTER_TOO_LARGE
  return Math.min(MAX_GROWTH, QUICK_ANSWER_MS / Math.max(latencyMs, 1))
}

/** The size after a request of `sentRecords` was too large or took too long. */
export function afterTooLarge(size: BatchSize, sentRecords: number): BatchSize {
  const records = Math.max(1, Math.min(size.records, Math.floor(sentRecords / 2)))
  return { ...size, records, patience: PATIENCE_AFTER_TOO_LARGE, quickAnswers: 0 }
}
