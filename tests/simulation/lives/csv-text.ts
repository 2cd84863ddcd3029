import { quoted } from "./story-file.ts"

/** Rows as a spreadsheet saves them. */
export function stringify(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(quoted).join(",")}\r\n`).join("")}`
}
