import type { Outcome } from "../../actions/outcome.ts"
import { kindsOf } from "../../delivery/importer.ts"
import type { LaterRecords } from "../../delivery/later-records.ts"
import type { MapFunction } from "../../mapping/map-function.ts"
import type { MappedAction } from "../../mapping/mapped-records.ts"
import { NewerValues } from "../../rejects/newer/newer-values.ts"
import { sourceAgain } from "../../rejects/newer/source-again.ts"
import { mayBeAcceptedInPart } from "../../rejects/retry/may-be-accepted-in-part.ts"
import { SentNotes } from "../../rejects/retry/sent-notes.ts"
import type { ImportRecord } from "../../state/import-record.ts"
import type { LeaveOut } from "../pipeline/leave-out.ts"
import type { RetryContext } from "./retry-context.ts"

/** Leaves out what would overwrite a newer value, unless that is wanted; notes what may be sent before it is. */
export async function leaveOutNewer<Data>(
  record: ImportRecord,
  laterRecords: LaterRecords,
  mapFunction: MapFunction<Data>,
  { importer, options, ownDirectory, platform, sourceParts }: RetryContext,
): Promise<LeaveOut> {
  const { freshMapFunction, mapFingerprint, overwriteNewer = false } = options
  const { gatheredPath, sentPath } = ownDirectory
  const { files } = platform
  const notes = new SentNotes(sentPath, files)
  const sync = (): Promise<void> => notes.sync()
  if (overwriteNewer)
    return {
      verdictOn: () => undefined,
      runsOlder: true,
      holdBack: (arrays) => notes.noting(arrays, { mapFingerprint, maySend: () => true }),
      sync,
    }
  const { counts } = record
  const source = await sourceAgain(record, files, options.name, sourceParts)
  const { read: recordCount = Infinity, skipped: skippedCount = 0 } = counts?.records ?? {}
  const lookingMapFunction = async (): Promise<MapFunction<Data>> =>
    ((await freshMapFunction?.()) as MapFunction<Data> | undefined) ?? mapFunction
  const parts = {
    kinds: kindsOf(importer),
    gatheredPath,
    laterRecords,
    lookingMapFunction,
    mapFingerprint,
    mayBeAcceptedInPart: counts === undefined || mayBeAcceptedInPart(counts),
    recordCount,
    skippedCount,
    source,
  }
  const newer = await NewerValues.open(parts, files)
  const verdictOn = (action: MappedAction): Outcome | undefined => newer.verdictOn(action)
  const maySend = (action: MappedAction): boolean => verdictOn(action) === undefined
  return {
    verdictOn,
    holdBack: (arrays, signal) => notes.noting(newer.holdBack(arrays, signal), { mapFingerprint, maySend }),
    sync,
  }
}
