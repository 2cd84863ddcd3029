import type { RecordCounts } from "./summary.ts"

/** Thrown by `run()` where the import has reached its end before: nothing was read or sent. `restart` runs it again. */
export class AlreadyImportedError extends Error {
  override readonly name = "AlreadyImportedError"
  readonly code = "ALREADY_IMPORTED"
  /** What became of its records then. */
  readonly records: RecordCounts
  /** ISO 8601, UTC. */
  readonly finishedAt: string

  constructor(message: string, records: RecordCounts, finishedAt: string) {
    super(message)
    this.records = records
    this.finishedAt = finishedAt
  }
}
