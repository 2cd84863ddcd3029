import { SourceError } from "../../../errors.ts"
import { sizeText } from "./too-large-problem.ts"

/** Why a scanner cannot go on. */
export interface ScanFailure {
  readonly kind: "quote-never-closed"
  /** The line on which the quote opened. */
  readonly lineNumber: number
}

/** Throws what stopped a scanner in a file; `what` says in which part, for example `record 7`. */
export function throwScanFailure(failure: ScanFailure, fileName: string, what: string): never {
  throw new SourceError(
    `Cannot read ${fileName} to its end as the quote that opens on line ${failure.lineNumber}, in ${what}, is never closed: close or double it.`,
  )
}

/** Throws that a part of a file is too large where it cannot be left out; `what` says which, for example `the header`, and `advice` what to do. */
export function throwTooLarge(
  { lineNumber, maxRecordBytes }: { readonly lineNumber: number; readonly maxRecordBytes: number },
  fileName: string,
  what: string,
  advice: string = "look there for a quote that is never closed or a line end that is missing",
): never {
  throw new SourceError(
    `Cannot read ${fileName} as ${what}, on line ${lineNumber}, has more than ${sizeText(maxRecordBytes)}: ${advice}.`,
  )
}
