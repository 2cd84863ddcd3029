import { UnreadableError } from "../../unreadable-error.ts"

/** How a gzip file is not what it should be. */
export type GzipProblem = "NOT_GZIP" | "GZIP_TRUNCATED" | "GZIP_DAMAGED" | "GZIP_FOLLOWED"

const REASONS: Readonly<Record<GzipProblem, string>> = {
  NOT_GZIP: "it is no gzip file, though its name ends in .gz: if it is unpacked already, name it without",
  GZIP_TRUNCATED: "it ends too early, as a copy that was cut off does: what is missing was not imported",
  GZIP_DAMAGED: "it is damaged, and what was read of it may be wrong: gzip -t tests the original",
  GZIP_FOLLOWED:
    "it goes on behind its end, with what is no gzip: that was not imported, and what comes shortly before it may not be either. gunzip -c gives what is sound",
}
const CUT_AT_START =
  "it ends before anything can be unpacked, as a copy that was cut off does: nothing was imported"

/** Thrown where a gzip file cannot be unpacked (any further). */
export class GzipError extends UnreadableError {
  override readonly name = "GzipError"
  readonly code: GzipProblem

  constructor(code: GzipProblem, options?: ErrorOptions) {
    super(REASONS[code], {
      ...options,
      reasonAtStart: code === "GZIP_TRUNCATED" ? CUT_AT_START : undefined,
      mayHaveMisread: code === "GZIP_DAMAGED",
    })
    this.code = code
  }
}
