import type { DataSource } from "../sources/data-source.ts"
import type { JournalEntry, ReadAs } from "./journal-entry.ts"

/** How a file is now read differently, so that the same bytes give other records; undefined if it is not, or if that is not known. */
export function otherReading(before: ReadAs | undefined, now: ReadAs | undefined): string | undefined {
  if (before === undefined || now === undefined) return undefined
  if (before.format !== now.format)
    return `another format (sourceFileFormat: "${before.format}" then, sourceFileFormat: "${now.format}" now)`
  if (before.delimiter === now.delimiter) return undefined
  const [then, later] = [before, now].map(({ delimiter }) => `delimiter: ${JSON.stringify(delimiter)}`)
  return `another delimiter (${then} then, ${later} now)`
}

/** How a source is to be read, before anything is; nothing for what is no file of ours. */
export function readAs({ delimiter, format }: DataSource): Pick<JournalEntry["source"], "readAs"> {
  if (format === undefined) return {}
  return { readAs: { format, ...(delimiter === undefined ? {} : { delimiter }) } }
}
