import type { DeliveryStatistics } from "../delivery/delivery-statistics.ts"
import type { RecordCounts } from "./summary.ts"

/** How far an import has got. */
export interface Progress {
  readonly records: RecordCounts
  /** How many of them earlier runs of the import settled. */
  readonly settledBefore: number
  /** How far into the source reading has got; undefined where the source has no bytes. */
  readonly bytesRead: number | undefined
  readonly sizeBytes: number | undefined
  /** How much of the source is done with, as `status` says it too: from 0 to 0.99, reckoned; undefined where its size is not known. */
  readonly share: number | undefined
  readonly elapsedMs: number
  readonly delivery: DeliveryStatistics | undefined
}
