import { LineProblem, recordInLine } from "./record-in-line.ts"
import type { NdjsonScanner } from "./ndjson-scanner.ts"
import type { RecordScanner } from "./read-items.ts"
import { rejectOrigin } from "./reject-origin.ts"
import type { ScanFailure } from "./scan-failure.ts"
import type { Position } from "./data-source.ts"

/** What is known of a reject without looking at its record. */
export interface RejectHead {
  readonly state: string
  readonly stage: string
  readonly code: string
}

/** A line of `rejects.ndjson`, as far as it can be read. */
export interface ScannedReject extends RejectHead {
  readonly origin: Position | undefined
  readonly message: string
  /** Undefined where the line has none, or something else than an object. */
  readonly record: unknown
  readonly raw: string | undefined
  readonly fields: readonly string[] | undefined
}

/** Finds the lines of a list of rejects that are wanted; lines that are no rejects are not asked about, but given or not as `withUnreadable` says. */
export class RejectScanner implements RecordScanner {
  readonly lines: NdjsonScanner
  /** The line on which the scanner stands, or what is wrong with it. */
  reject: ScannedReject | LineProblem | undefined
  readonly #isWanted: (reject: RejectHead) => boolean
  readonly #withUnreadable: boolean

  constructor(lines: NdjsonScanner, isWanted: (reject: RejectHead) => boolean, withUnreadable: boolean) {
    this.lines = lines
    this.#isWanted = isWanted
    this.#withUnreadable = withUnreadable
  }

  get failure(): ScanFailure | undefined {
    return this.lines.failure
  }

  next(): boolean {
    while (this.lines.next()) {
      const reject = rejectIn(this.lines.line)
      this.reject = reject
      if (reject instanceof LineProblem ? this.#withUnreadable : this.#isWanted(headOf(reject))) return true
    }
    return false
  }
}

function rejectIn(line: string | undefined): ScannedReject | LineProblem {
  const found = recordInLine(line)
  if (found instanceof LineProblem) return found
  const { code, fields, message, position, raw, record, stage, state } = found
  return {
    state: textOr(state, "rejected"),
    stage: textOr(stage, "parse"),
    code: textOr(code, "no-record"),
    message: textOr(message, "The line has no record: put in an object with the name record."),
    origin: rejectOrigin(position),
    record,
    raw: typeof raw === "string" ? raw : undefined,
    fields: isTexts(fields) ? fields : undefined,
  }
}

function headOf({ state, stage, code }: ScannedReject): RejectHead {
  return { state, stage, code }
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === "string" ? value : fallback
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string")
}
