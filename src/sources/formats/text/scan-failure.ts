import { SourceError } from "../../../errors.ts"
import { sizeText } from "./too-large-problem.ts"

/** Why a scanner cannot go on. */
export type ScanFailure = QuoteFailure | JsonFailure

interface QuoteFailure {
  readonly kind: "quote-never-closed"
  /** The line on which the quote opened. */
  readonly lineNumber: number
}

/** Why JSON cannot be read on. */
export interface JsonFailure {
  /** Something follows the array of the records; the file ends too early; where a record ends is not certain; or the path leads nowhere. */
  readonly kind: "behind-array" | "cut-off" | "damaged" | "no-path"
  readonly lineNumber: number
  /** Names that stand where one of the path should. */
  readonly names?: readonly string[]
}

/** Throws what stopped a scanner in a file; `what` says in which part, for example `record 7`. */
export function throwScanFailure(failure: ScanFailure, fileName: string, what: string): never {
  throw new SourceError(`Cannot read ${fileName} ${textOf(failure, what)}`)
}

function textOf(failure: ScanFailure, what: string): string {
  const line = `line ${failure.lineNumber}`
  switch (failure.kind) {
    case "quote-never-closed":
      return `to its end as the quote that opens on ${line}, in ${what}, is never closed: close or double it.`
    case "behind-array":
      return `to its end as something follows the end of its array, on ${line}: remove it, or put it into a file of its own.`
    case "cut-off":
      return `to its end as it ends too early, in or before ${what}, on ${line}: a bracket or a quote is not closed. It may have been cut off; what stands before was read.`
    case "damaged":
      return `to its end as ${what}, on ${line}, is no JSON, and where it ends is not certain: correct it. What stands before was read.`
    case "no-path": {
      const names = failure.names ?? []
      const found = names.length === 0 ? "its top is no object" : `the names there are ${names.join(", ")}`
      return `as nothing stands at the path that jsonPath gives: ${found}.`
    }
  }
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
