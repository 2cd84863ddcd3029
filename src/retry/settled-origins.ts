import type { JournalEntry } from "../journal/journal-entry.ts"
import { SettledRecords } from "../journal/settled-records.ts"
import { rejectLines } from "../sources/reject-lines.ts"
import { rejectRows } from "../sources/reject-rows.ts"

/** The records that a retry has settled, by their original numbers: all of the rows that a list had for them. */
export async function settledOrigins(
  format: "csv" | "ndjson",
  chosenPath: string,
  { settled: snapshot }: JournalEntry,
): Promise<ReadonlySet<number>> {
  const settled = new SettledRecords(snapshot)
  const done = new Set<number>()
  const open = new Set<number>()
  let row = 0
  for await (const numbers of recordNumbers(format, chosenPath)) {
    for (const number of numbers) {
      row += 1
      if (number > 0) (settled.has(row) ? done : open).add(number)
    }
  }
  for (const number of open) done.delete(number)
  return done
}

/** 0 for what does not say which record it is of. */
async function* recordNumbers(
  format: "csv" | "ndjson",
  path: string,
): AsyncGenerator<readonly number[], void> {
  if (format === "csv") {
    for await (const rows of rejectRows(path).read()) yield rows.map(({ recordNumber }) => recordNumber)
    return
  }
  for await (const lines of rejectLines(path))
    yield lines.map(({ reject }) => reject?.origin?.recordNumber ?? 0)
}
