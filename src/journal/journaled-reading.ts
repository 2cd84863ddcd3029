import type { ReadAs } from "../sources/read-as.ts"
import type { JournalEntry } from "./journal-entry.ts"

/** How an import read its file; undefined where that is not known. */
export function journaledReading({ file, readAs }: JournalEntry["source"]): ReadAs | undefined {
  if (file?.delimiter === undefined) return readAs ?? (file && { format: file.format })
  // Earlier releases noted here what a list of rejects has, whatever its user said.
  return { ...readAs, format: file.format, delimiter: file.delimiter }
}
