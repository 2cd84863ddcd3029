import { SourceError } from "../errors.ts"

/** Why a scanner cannot go on. */
export interface ScanFailure {
  readonly kind: "quote-never-closed" | "record-too-large"
  /** The line on which the quote opened, or the record started. */
  readonly lineNumber: number
}

/** Throws what stopped a scanner in a file; `what` says in which part, for example `record 7`. */
export function throwScanFailure(failure: ScanFailure, fileName: string, what: string): never {
  const { kind, lineNumber } = failure
  const reason =
    kind === "quote-never-closed"
      ? `the quote that opens on line ${lineNumber}, in ${what}, is never closed: close or double it`
      : `${what}, on line ${lineNumber}, is larger than any record may be: ` +
        `look there for a quote that is never closed or a line end that is missing`
  throw new SourceError(`Cannot read ${fileName} to its end as ${reason}.`)
}
