import type { DeliveryStatistics } from "../delivery/delivery-statistics.ts"
import type { IdStatistics } from "../delivery/id-counter.ts"
import type { MissingColumns } from "../mapping/column-watch.ts"
import type { FieldWarning } from "../mapping/field-watch.ts"
import type { GroupCounts, RepeatedName } from "../sources/data-source.ts"
import type { ReadAs } from "../sources/read-as.ts"
import type { Ledger } from "./ledger/ledger.ts"
import type { Summary } from "./summary.ts"

/** What a summary is put together from. */
export interface SummaryParts {
  readonly importName: string
  readonly dryRun: boolean
  readonly source: { readonly name: string; readonly sizeBytes?: number | undefined }
  /** @defaultValue not known */
  readonly readAs?: ReadAs | undefined
  readonly hasSourceChanged: boolean
  readonly missingColumns?: MissingColumns | undefined
  readonly groups?: GroupCounts | undefined
  readonly repeatedName?: RepeatedName | undefined
  /** @defaultValue none */
  readonly fieldWarnings?: readonly FieldWarning[] | undefined
  readonly nothingImported?: Summary["nothingImported"] | undefined
  readonly mayBeDuplicated?: string | undefined
  readonly ledger: Ledger
  readonly delivery: DeliveryStatistics | undefined
  /** How ids are derived. */
  readonly ids?:
    | { readonly scheme: number; readonly origin: string; readonly idsFrom?: readonly string[] | undefined }
    | undefined
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly totalMs: number
  readonly paths: Summary["paths"]
  /** @defaultValue none */
  readonly lostRejects?: readonly string[] | undefined
  /** How many records that were not imported are on no list. @defaultValue 0 */
  readonly unlistedRejects?: number | undefined
  /** @defaultValue none */
  readonly keptRejects?: readonly string[] | undefined
  readonly stop: { readonly code: string; readonly message: string } | undefined
}

/** Puts a summary together. */
export function summarize(parts: SummaryParts): Summary {
  const { delivery, ledger, readAs, source, stop } = parts
  const { name, sizeBytes } = source
  const {
    fieldWarnings = [],
    groups,
    keptRejects = [],
    lostRejects = [],
    unlistedRejects = 0,
    mayBeDuplicated,
    missingColumns,
    nothingImported,
    repeatedName,
  } = parts
  return {
    status: stop === undefined ? "completed" : "stopped",
    ...(stop === undefined ? {} : { stopReason: { code: stop.code, message: stop.message } }),
    ...(nothingImported === undefined ? {} : { nothingImported }),
    ...(mayBeDuplicated === undefined ? {} : { mayBeDuplicated }),
    importName: parts.importName,
    dryRun: parts.dryRun,
    source: {
      name,
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
      ...(readAs === undefined ? {} : { readAs }),
      ...(parts.hasSourceChanged ? { hasChanged: true } : {}),
    },
    records: ledger.records,
    actions: ledger.actions,
    rejectReasons: ledger.rejectReasons,
    requests: {
      sent: delivery?.requests ?? 0,
      retried: delivery?.retries ?? 0,
      throttled: delivery?.throttled ?? 0,
      repaired: delivery?.repaired ?? 0,
    },
    bytes: { sent: delivery?.bodyBytes ?? 0 },
    ...(missingColumns === undefined ? {} : { missingColumns }),
    ...(groups === undefined ? {} : { groups: groupsIn(groups) }),
    ...(repeatedName === undefined ? {} : { repeatedName }),
    ...(fieldWarnings.length === 0 ? {} : { fieldWarnings }),
    fields: {
      created: delivery?.createdFields ?? [],
      ...(delivery?.hasMoreCreatedFields === true ? { hasMoreCreated: true } : {}),
      filteredOut: delivery?.filteredOutFields ?? [],
      ...(delivery?.hasMoreFilteredOutFields === true ? { hasMoreFilteredOut: true } : {}),
    },
    ...(delivery?.ids === undefined || parts.ids === undefined
      ? {}
      : { ids: idsIn(parts.ids, delivery.ids) }),
    durations: { totalMs: Math.round(parts.totalMs) },
    startedAt: parts.startedAt,
    ...(lostRejects.length === 0 ? {} : { lostRejects }),
    ...(unlistedRejects === 0 ? {} : { unlistedRejects }),
    ...(keptRejects.length === 0 ? {} : { keptRejects }),
    paths: parts.paths,
  }
}

function groupsIn({ isApproximate, ...counts }: GroupCounts): NonNullable<Summary["groups"]> {
  return { ...counts, ...(isApproximate ? { isApproximate } : {}) }
}

function idsIn(
  { idsFrom, origin, scheme }: NonNullable<SummaryParts["ids"]>,
  { given, isApproximate, repeated }: IdStatistics,
): NonNullable<Summary["ids"]> {
  return {
    ...(scheme === 1 ? {} : { origin }),
    ...(idsFrom === undefined ? {} : { idsFrom }),
    given,
    repeated,
    ...(isApproximate ? { isApproximate } : {}),
  }
}
