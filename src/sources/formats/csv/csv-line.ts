import type { CsvDelimiter } from "./csv-delimiter.ts"

/** What stands in quotes, whatever the delimiter: some programs find out by themselves which one it is, or split at several. */
const QUOTED = /["\r\n,;\t|]/

/** Fields as a line of CSV (RFC 4180), without a line end. What is read from it is exactly these fields, if there is at least one that is not empty. */
export function csvLine(fields: readonly string[], delimiter: CsvDelimiter): string {
  return fields
    .map((field) => (QUOTED.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(delimiter)
}
