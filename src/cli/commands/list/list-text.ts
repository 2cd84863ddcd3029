import type { ImportStatus } from "../../../index.ts"
import { countText } from "../../texts/count-text.ts"
import { plainText } from "../../terminal/plain-text.ts"
import { shortPath } from "../../texts/short-path.ts"
import { percentText } from "../../texts/percent-text.ts"

const HEADER = ["IMPORT", "STATE", "DONE", "SETTLED", "IMPORTED", "REJECTED", "LAST AT WORK"]
const MAX_NAME_CHARS = 60
const MAX_PATH_CHARS = 200
/** Numbers are compared by their ends. */
const FROM_RIGHT = new Set([2, 3, 4, 5])

/** Imports as a table, a line each. */
export function listText(statuses: readonly ImportStatus[]): string {
  const rows = [HEADER, ...statuses.map((status) => cellsOf(status, labelOf(status, statuses)))]
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => lineOf(row, widths)).join("\n")
}

/** Its name; where that is not its alone, the path of its file, by which it can be named. */
function labelOf({ importName, paths, sourcePath }: ImportStatus, all: readonly ImportStatus[]): string {
  if (all.filter((other) => other.importName === importName).length < 2)
    return plainText(importName, MAX_NAME_CHARS)
  return plainText(shortPath(sourcePath ?? paths.directory, process.cwd()), MAX_PATH_CHARS)
}

function cellsOf({ records, share, state, updatedAt }: ImportStatus, label: string): readonly string[] {
  return [
    label,
    state,
    percentText(share),
    countText(records.read - records.pending),
    countText(records.imported),
    countText(records.rejected + records.unknown),
    updatedAt.replace(/\.\d+Z$/, "Z"),
  ]
}

function lineOf(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, column) =>
    FROM_RIGHT.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
  )
  return cells.join("  ").trimEnd()
}
