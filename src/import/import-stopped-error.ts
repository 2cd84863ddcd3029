import type { StopCode } from "../errors.ts"
import type { Summary } from "../accounting/summary.ts"

/** Thrown by `run()` when an import stopped before the end of its source; what was settled until then is in `summary`. */
export class ImportStoppedError extends Error {
  override readonly name = "ImportStoppedError"
  readonly code: StopCode
  /** What became of the records that were read; all of it is on disk. */
  readonly summary: Summary

  constructor(message: string, code: StopCode, summary: Summary, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.summary = summary
  }
}
