import type { Position } from "../../sources/data-source.ts"

/** The origin of what a list of rejects does not say which record it was. */
export const UNKNOWN_ORIGIN: Position = { recordNumber: 0 }

/** The origin that a line of `rejects.ndjson` names; `undefined` if it names none. */
export function rejectOrigin(position: unknown): Position | undefined {
  if (typeof position !== "object" || position === null) return undefined
  const { recordNumber, lineNumber, byteOffset, rowCount, lastLineNumber } = position as {
    readonly [name: string]: unknown
  }
  if (!isCount(recordNumber, 1)) return undefined
  return {
    recordNumber,
    ...(isCount(lineNumber, 1) ? { lineNumber } : {}),
    ...(isCount(byteOffset, 0) ? { byteOffset } : {}),
    ...(isCount(rowCount, 1) ? { rowCount } : {}),
    ...(isCount(lastLineNumber, 1) ? { lastLineNumber } : {}),
  }
}

/** The whole number from 1 that a cell holds, if it does. */
export function numberIn(cell: string): number | undefined {
  const text = cell.trim()
  const number = /^\d+$/.test(text) ? Number(text) : undefined
  return isCount(number, 1) ? number : undefined
}

function isCount(value: unknown, least: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least
}
