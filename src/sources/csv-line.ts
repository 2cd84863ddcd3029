import type { CsvDelimiter } from "./csv-delimiter.ts"

const QUOTED = /["\r\n]/

/** Fields as a line of CSV (RFC 4180), without a line end. What is read from it is exactly these fields, if there is at least one that is not empty. */
export function csvLine(fields: readonly string[], delimiter: CsvDelimiter): string {
  return fields
    .map((field) =>
      QUOTED.test(field) || field.includes(delimiter) ? `"${field.replaceAll('"', '""')}"` : field,
    )
    .join(delimiter)
}
