/** A label and what it stands for. */
export type Row = readonly [label: string, text: string]

/** Rows with their texts below each other. */
export function textTable(rows: readonly Row[]): string {
  const width = Math.max(0, ...rows.map(([label]) => label.length))
  return rows.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`).join("\n")
}
