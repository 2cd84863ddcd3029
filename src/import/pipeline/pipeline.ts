import type { IdScheme } from "../../batches/id-scheme.ts"
import { kindsOf } from "../../delivery/importer.ts"
import type { DeliverOptions, Importer } from "../../delivery/importer.ts"
import type { LaterRecords } from "../../delivery/later-records.ts"
import { SourceError, UsageError, isThrown } from "../../errors.ts"
import type { FieldWatch } from "../../mapping/field-watch.ts"
import type { MapFunction } from "../../mapping/map-function.ts"
import { mapRecords } from "../../mapping/map-records.ts"
import type { Logger } from "../../platform/logger.ts"
import type { DataSource, Position } from "../../sources/data-source.ts"
import type { ReadAs } from "../../sources/read-as.ts"
import { identifiedItems } from "../../sources/identified-items.ts"
import type { AlikeFailure } from "../../mapping/alike-start.ts"
import { holdStart } from "./hold-start.ts"
import { stopAtEnd, stopFor } from "./stop.ts"
import type { Stop } from "./stop.ts"
import { takeIn } from "./take-in.ts"
import type { Reading, TakeInParts } from "./take-in.ts"
import { unsettledItems } from "./unsettled-items.ts"
import { withoutAccepted } from "./without-accepted.ts"

/** The parts of a pipeline. */
export interface PipelineParts<Data> extends TakeInParts {
  readonly source: DataSource<Data>
  /** Where reading begins; undefined: at the beginning. */
  readonly from?: Position | undefined
  /** How the source is read. */
  readonly readAs?: ReadAs | undefined
  readonly mapFunction: MapFunction<Data>
  /** Looks at the fields of what is mapped. */
  readonly fieldWatch?: FieldWatch | undefined
  readonly importer: Importer
  /** What the importer learned in an earlier run. */
  readonly learned?: unknown
  /** Whether an earlier run was killed a moment ago. */
  readonly afterKill?: boolean | undefined
  /** How ids are derived, and from which columns, where that is wanted. */
  readonly ids?: (IdScheme & { readonly idsFrom?: readonly string[] | undefined }) | undefined
  /** Takes the lines of the delivery. */
  readonly logger?: Logger | undefined
  /** Called before actions are sent that must not be sent twice, if the importer says so. */
  readonly beforeSending?: DeliverOptions["beforeSending"]
  /** Called right before each request; may abort the signal. */
  readonly beforeRequest?: DeliverOptions["beforeRequest"]
  /** Changes with the map function; undefined: not known. */
  readonly mapFingerprint?: string | undefined
  /** Remembers of whom records failed, and what was imported about them later. */
  readonly laterRecords?: LaterRecords | undefined
  /** What is thrown if the records at the start all fail alike; undefined: they are rejected like any others. */
  readonly refusal?: ((failure: AlikeFailure) => Error) | undefined
  /** When it aborts: take no more records, finish what is in flight, end. */
  readonly signal: AbortSignal
}

/**
 * The way of all records from the source to their outcomes: they are read, mapped and delivered, and each ends in the ledger; who failed is
 * written down.
 *
 * Resolves when nothing is in flight and every reject is written; to why it stopped early, if it did.
 *
 * @throws {@link SourceError} if the source could not be read at all.
 * @throws what `refusal` gives, before anything is taken.
 */
export async function runPipeline<Data>(parts: PipelineParts<Data>): Promise<Stop | undefined> {
  const { ids, importer, leaveOut, ledger, mapFingerprint, mapFunction, source } = parts
  const kinds = kindsOf(importer)
  const overBudget = new AbortController()
  const signal = AbortSignal.any([parts.signal, overBudget.signal])
  const reading: Reading = {
    hasBegun: false,
    isAtEnd: false,
    isOver: false,
    beginning: undefined,
    overBudget,
  }

  const read = source.read({ signal, from: parts.from, readAs: parts.readAs })
  const identified = identifiedItems(read, importer.makesIds === true ? ids?.idsFrom : undefined, source)
  const anyMapped = mapRecords(unsettledItems(identified, parts, signal), mapFunction, kinds)
  const mapped = parts.fieldWatch?.watching(anyMapped) ?? anyMapped
  const { repeats } = importer
  const runsOlder = leaveOut?.runsOlder ?? false
  const left = withoutAccepted(mapped, { ids, kinds, mapFingerprint, repeats, runsOlder })
  const started = parts.refusal === undefined ? left : holdStart(left, parts.refusal, signal)
  const records = leaveOut?.holdBack?.(started, signal) ?? started
  const actions = takeIn(records, parts, reading, signal)
  try {
    for await (const settlements of importer.deliver(actions, {
      signal,
      learned: parts.learned,
      afterKill: parts.afterKill,
      logger: parts.logger,
      beforeSending: parts.beforeSending,
      beforeRequest: parts.beforeRequest,
      ids,
      laterRecords: parts.laterRecords,
    })) {
      await parts.reject(ledger.settle(settlements))
      if (parts.isOverBudget(ledger)) overBudget.abort()
    }
  } catch (error) {
    if (!reading.hasBegun && (isThrown(error, SourceError) || isThrown(error, UsageError))) throw error
    return stopFor(error)
  } finally {
    // A map function may still be at work that never heard of the end; what it says now counts no more.
    reading.isOver = true
    await reading.beginning?.catch(() => undefined)
  }
  return stopAtEnd({
    records: ledger.records,
    rejectReasons: ledger.rejectReasons,
    isAtEnd: reading.isAtEnd,
    isOverBudget: overBudget.signal.aborted,
    isAborted: signal.aborted,
  })
}
