import type { PerEndpoint } from "../kinds/per-endpoint.ts"
import type { Clock } from "../platform/clock.ts"
import type { Logger } from "../platform/logger.ts"
import type { Random } from "../platform/random.ts"
import type { Attempt } from "./attempt/attempt.ts"
import type { DeliveryCounter } from "./delivery-statistics.ts"
import type { DeliverOptions, Settlement } from "./importer.ts"
import type { LaterRecords } from "./later-records.ts"
import type { Health } from "./pace/health.ts"
import type { Track } from "./track.ts"

/** With what a batch is delivered. */
export interface BatchDelivery {
  readonly attempt: Attempt
  /** Awaited before actions are sent for the first time that must not be sent twice. */
  readonly beforeSending?: DeliverOptions["beforeSending"]
  /** Awaited right before each request; may abort the signal. */
  readonly beforeRequest?: DeliverOptions["beforeRequest"]
  /** Told of the users about whom records fail, and of what is imported about them later. */
  readonly laterRecords?: LaterRecords | undefined
  /** That of the batch's endpoint. */
  readonly track: Track
  /** Those of all endpoints, as one may carry the requests without records of another. */
  readonly tracks?: PerEndpoint<Track>
  readonly health: Health
  readonly clock: Clock
  readonly random: Random
  readonly counter: DeliveryCounter
  readonly logger: Logger
  /** When it aborts, no further request is made. */
  readonly signal: AbortSignal
  /** Aborts when no other batch is left to be sent. @defaultValue others may follow */
  readonly isLast?: AbortSignal
  /** Called when the batch begins to wait for another attempt. */
  readonly onRest?: () => void
  /** Called with what became of entries, in their order, as soon as it is known. */
  readonly onSettled: (settlements: readonly Settlement[]) => void
}
