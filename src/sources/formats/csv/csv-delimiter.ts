/** What separates the fields of a list of rejects. */
export type CsvDelimiter = "," | ";" | "\t" | "|"

/** All of them, with what people call them. */
export const CSV_DELIMITERS: ReadonlyMap<CsvDelimiter, string> = new Map([
  [",", "commas"],
  [";", "semicolons"],
  ["\t", "tabs"],
  ["|", "vertical bars"],
])

/** What separates the fields in a list of rejects of a file that has this between its own. */
export function listDelimiter(ofFile: unknown): CsvDelimiter {
  return [...CSV_DELIMITERS.keys()].find((delimiter) => delimiter === ofFile) ?? ","
}

/** What people call a delimiter: `commas`, `“~”`, `U+0001`. */
export function delimiterWords(delimiter: string): string {
  const words = [...CSV_DELIMITERS].find(([one]) => one === delimiter)?.[1]
  if (words !== undefined) return words
  const isShown = /[\p{L}\p{N}\p{P}\p{S}]/u.test(delimiter)
  const code = (delimiter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")
  return isShown ? `“${delimiter}”` : `U+${code}`
}
