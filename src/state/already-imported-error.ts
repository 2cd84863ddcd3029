import type { RecordCounts } from "../accounting/summary.ts"

/** Thrown by `run()` where the import has reached its end before: nothing was read or sent. `restart` runs it again. */
export class AlreadyImportedError extends Error {
  override readonly name = "AlreadyImportedError"
  readonly code = "ALREADY_IMPORTED"
  /** What became of its records then. */
  readonly records: RecordCounts
  /** ISO 8601, UTC. */
  readonly finishedAt: string
  /** Whether the source is known to be the one that was imported; what comes out of a pipe, say, is not. */
  readonly isSameSource: boolean

  constructor(message: string, what: Pick<AlreadyImportedError, "records" | "finishedAt" | "isSameSource">) {
    super(message)
    this.records = what.records
    this.finishedAt = what.finishedAt
    this.isSameSource = what.isSameSource
  }
}
