/** What separates the fields of a row. */
export type CsvDelimiter = "," | ";" | "\t" | "|"

/** All of them, with what people call them. */
export const CSV_DELIMITERS: ReadonlyMap<CsvDelimiter, string> = new Map([
  [",", "commas"],
  [";", "semicolons"],
  ["\t", "tabs"],
  ["|", "vertical bars"],
])
