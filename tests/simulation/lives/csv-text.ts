import { quoted } from "./story-file.ts"

/** Rows as a spreadsheet saves them. */
export function stringify(rows: readonly (readonly string[])[], delimiter = ","): string {
  return `\uFEFF${rows.map((row) => `${row.map(quoted).join(delimiter)}\r\n`).join("")}`
}
