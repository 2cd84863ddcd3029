/** How many records the next request may carry. Grows while requests go well and quickly, shrinks where one was too much. */
export interface BatchSize {
  readonly records: number
  readonly maxRecords: number
}

/** Requests answered within this time leave room for larger ones. */
export const QUICK_ANSWER_MS = 5_000

/** The size to start from: what Iterable's own users have sent for years. */
export function initialBatchSize(maxRecords: number): BatchSize {
  return { records: Math.min(1_000, maxRecords), maxRecords }
}

/** The size after a good answer to a request of `sentRecords`: only a request that used the size proves that more would do. */
export function afterGoodAnswer(size: BatchSize, sentRecords: number, latencyMs: number): BatchSize {
  if (sentRecords < size.records || latencyMs > QUICK_ANSWER_MS) return size
  return { ...size, records: Math.min(size.records * 2, size.maxRecords) }
}

/** The size after a request of `sentRecords` was too large or took too long. */
export function afterTooLarge(size: BatchSize, sentRecords: number): BatchSize {
  return { ...size, records: Math.max(1, Math.min(size.records, Math.floor(sentRecords / 2))) }
}
