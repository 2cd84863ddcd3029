import { UsageError } from "../../errors.ts"
import { packingOf } from "../../sources/packings/packing-of.ts"
import { ALL_PARTS } from "../../sources/source-parts.ts"
import { REJECT_LINE_START } from "../reject-line.ts"
import { REJECTS_CSV_START } from "../rejects-csv.ts"

/** A list of rejects, and how to know one of our own. */
export interface ListFile {
  readonly path: string
  /** How one begins. */
  readonly start: string
}

/** The two lists of an import. */
export interface ListFiles {
  readonly json: ListFile
  /** Beside the other, for sources in CSV; undefined where the other is a device, or has a name of its own. */
  readonly csv: ListFile | undefined
}

/** The two lists, from the path of the first. @throws {@link UsageError} if that would be taken for a packed one. */
export function listFilesAt(path: string): ListFiles {
  const packing = packingOf(path, ALL_PARTS.packings)
  if (packing !== undefined)
    throw new UsageError(
      `Cannot write rejects into ${path} as they are not packed: give them a name that does not end in ${packing.endings[0]}.`,
    )
  const csvPath = path.replace(/\.(ndjson|jsonl|json)$/, ".csv")
  return {
    json: { path, start: REJECT_LINE_START },
    csv: csvPath === path ? undefined : { path: csvPath, start: REJECTS_CSV_START },
  }
}
