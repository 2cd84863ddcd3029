import type { JournalEntry } from "../journal/journal-entry.ts"
import { SettledRecords } from "../journal/settled-records.ts"
import { isWithin } from "../journal/record-ranges.ts"
import { underWayIn } from "../journal/under-way.ts"
import type { FileSystem } from "../platform/file-system.ts"
import { rejectLines } from "../sources/reject-lines.ts"
import { rejectRows } from "../sources/reject-rows.ts"

/** The records that a retry ran, by their original numbers. */
export interface RetriedOrigins {
  /** Those that it has settled: all of the rows that a list had for them. */
  readonly done: ReadonlySet<number>
  /** Those that may have been under way when it was killed, and must not be sent twice. */
  readonly underWay: ReadonlySet<number>
}

/** What a retry came to with each record, by its journal. */
export async function retriedOrigins(
  format: "csv" | "ndjson",
  chosenPath: string,
  entry: JournalEntry,
  files: FileSystem,
): Promise<RetriedOrigins> {
  const settled = new SettledRecords(entry.settled)
  const sent = entry.state === "running" ? underWayIn(entry) : []
  const done = new Set<number>()
  const open = new Set<number>()
  const underWay = new Set<number>()
  let row = 0
  for await (const numbers of recordNumbers(format, chosenPath, files)) {
    for (const number of numbers) {
      row += 1
      if (number === 0) continue
      const isSettled = settled.has(row)
      ;(isSettled ? done : open).add(number)
      if (!isSettled && isWithin(sent, row)) underWay.add(number)
    }
  }
  for (const number of open) done.delete(number)
  return { done, underWay }
}

/** 0 for what does not say which record it is of. */
async function* recordNumbers(
  format: "csv" | "ndjson",
  path: string,
  files: FileSystem,
): AsyncGenerator<readonly number[], void> {
  if (format === "csv") {
    for await (const rows of rejectRows(path, files).read())
      yield rows.map(({ recordNumber }) => recordNumber)
    return
  }
  for await (const lines of rejectLines(path, files))
    yield lines.map(({ reject }) => reject?.origin?.recordNumber ?? 0)
}
