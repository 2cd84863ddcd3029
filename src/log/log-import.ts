import type { Logger } from "../platform/logger.ts"
import type { Summary } from "../accounting/summary.ts"
import type { ReadAs } from "../sources/read-as.ts"

/** What is known of an import at the start of a run. */
export interface LogStart {
  readonly importName: string
  readonly source: string
  readonly sizeBytes: number | undefined
  /** How the source is read, as far as that was given or found out. */
  readonly readAs?: ReadAs | undefined
  readonly dryRun: boolean
  /** The first record that earlier runs have not settled, from 1, and where it stands; undefined where the import starts anew. */
  readonly goesOnAt?: { readonly recordNumber: number; readonly byteOffset?: number | undefined } | undefined
}

/** Logs that an import starts, or goes on. */
export function logImportStart(logger: Logger, { goesOnAt, ...facts }: LogStart): void {
  if (goesOnAt === undefined) logger.info("The import starts.", facts)
  else logger.info("The import goes on.", { ...facts, ...goesOnAt })
}

/** Logs what an import came to: as an error where it stopped and nobody asked it to. */
export function logImportEnd(logger: Logger, summary: Summary): void {
  const {
    actions,
    bytes,
    dryRun,
    durations,
    ids,
    importName,
    missingColumns,
    repeatedName,
    nothingImported,
    records,
    rejectReasons,
    requests,
    source,
    stopReason,
  } = summary
  if (source.hasChanged === true)
    logger.warn("The source was written to while it was read.", { source: source.name })
  if (ids !== undefined && ids.repeated > 0) {
    const { isApproximate = false, repeated } = ids
    logger.warn("Ids repeat: of events or purchases with the same id, Iterable keeps one.", {
      repeated,
      isApproximate,
    })
  }
  if (missingColumns !== undefined)
    logger.warn("The map function read columns that the file does not have.", {
      columns: missingColumns.names,
    })
  if (repeatedName !== undefined)
    logger.warn("A name comes twice in one object: the last value counts.", { ...repeatedName })
  const reasons = rejectReasons.map(({ stage, code, count }) => ({ stage, code, count }))
  const facts = { importName, dryRun, records, actions, requests, bytes, durations, rejectReasons: reasons }
  if (nothingImported !== undefined)
    logger.warn("The import reached its end, and nothing was imported.", { code: nothingImported.code })
  if (stopReason === undefined) logger.info("The import is complete.", facts)
  else if (stopReason.code === "ABORTED") logger.info("The import was stopped on request.", facts)
  else {
    const { code, message: reason } = stopReason
    logger.error("The import stopped before the end of its source.", { code, reason, ...facts })
  }
}
