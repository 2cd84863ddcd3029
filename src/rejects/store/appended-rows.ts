import type { FileSystem } from "../../platform/files/file-system.ts"
import type { CsvLayout } from "../../sources/formats/csv/csv-layout.ts"
import { rejectLines } from "../reading/reject-lines.ts"
import { scannedReject } from "../reading/scanned-reject.ts"
import { LineProblem } from "../../sources/formats/text/line-problem.ts"
import { textFrom } from "../../platform/files/text-file.ts"
import { rejectItem } from "../reject-line.ts"
import type { RejectLine } from "../reject-line.ts"
import { rejectsCsvHeader, rejectsCsvLine } from "../rejects-csv.ts"
import { numberIn } from "../reading/reject-origin.ts"
import { areInOrder, mayBeListedLater } from "./may-be-listed-later.ts"
import type { ReadBefore } from "./may-be-listed-later.ts"

/** A list of rejects, and how much of it counts. */
export interface ListStart {
  readonly path: string
  readonly keepBytes: number
}

/** Both lists of an import, as an earlier run left them. */
export interface ListStarts {
  readonly csv: ListStart
  readonly ndjson: ListStart
  readonly layout: CsvLayout
  /** What was taken out of what was written. */
  readonly scrub: (text: string) => string
  /** Whether the run before had no time to put its lists on disk: a loss of power may then leave more of either. */
  readonly wasKilled: boolean
  readonly readBefore: ReadBefore
}

/**
 * Whether a person has put rows behind the part of a `rejects.csv` that counts, or has changed such rows in either list. What a run wrote
 * there are the rows that belong to the lines behind the part of the `rejects.ndjson` that counts, as far as it got.
 */
export async function hasAppendedRows(starts: ListStarts, files: FileSystem): Promise<boolean> {
  const { csv, layout, ndjson, scrub, wasKilled } = starts
  const rows = await textFrom(csv.path, csv.keepBytes, files)
  if (rows === "") return false
  const lines = (await textFrom(ndjson.path, ndjson.keepBytes, files)).split("\n")
  const header = csv.keepBytes === 0 ? rejectsCsvHeader(layout) : ""
  const written = scrub(header + lines.map((line) => rowOf(line, layout)).join(""))
  if (written.startsWith(rows)) return false
  if (!wasKilled || !rows.startsWith(written)) return true
  return !(await isPartOfOurs(rows.slice(written.length), starts, files))
}

/** Nothing for a line that is not whole. */
function rowOf(line: string, layout: CsvLayout): string {
  if (scannedReject(line) instanceof LineProblem) return ""
  const reject = JSON.parse(line) as RejectLine
  return rejectsCsvLine({ item: rejectItem(reject) }, reject, layout)
}

/** Whether rows begin as ours do, with the number of a record that may be listed and is not named before, its line and a reason. */
async function isPartOfOurs(
  rows: string,
  { layout: { delimiter }, ndjson, readBefore }: ListStarts,
  files: FileSystem,
): Promise<boolean> {
  const [number = "", line, ...reason] = rows.split(delimiter)
  if (!/^\d*$/.test(number) || !/^\d*$/.test(line ?? "")) return false
  if (line === undefined) return true
  if (reason.length > 0 && !/^"?([\w.-]+: |[\w.-]*:?$)/.test(reason.join(delimiter))) return false
  // A number that broke off is another one.
  const lineNumber = reason.length > 0 ? numberIn(line) : undefined
  const position = { recordNumber: Number(number), ...(lineNumber === undefined ? {} : { lineNumber }) }
  for await (const found of rejectLines(ndjson.path, files))
    for (const { reject } of found) {
      if (reject?.origin?.recordNumber === position.recordNumber) return false
      // A source that is itself a list of rejects knows no bytes: there, numbers and lines come in any order.
      if (reject?.origin?.byteOffset === undefined || lineNumber === undefined) continue
      if (!mayBeListedLater([position], readBefore) || !areInOrder([reject.origin, position])) return false
    }
  return true
}
