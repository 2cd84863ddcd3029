import type { Progress } from "../../accounting/progress.ts"
import { shareReached } from "../../journal/share-done.ts"
import type { Clock } from "../../platform/clock.ts"
import { quietly } from "../../platform/logger.ts"
import type { ImportSpan } from "../../platform/telemetry/telemetry.ts"
import type { RunHistory } from "../../report/run-history.ts"
import { runSample } from "../../report/run-sample.ts"
import type { Checkpoint } from "../checkpoint/checkpoint.ts"
import type { RunOptions } from "../run/run-options.ts"
import type { RunTimes } from "../run/run-times.ts"

const INTERVAL_MS = 200

/** Of what progress is reported, and to whom. */
export interface ProgressParts {
  readonly options: Pick<RunOptions<never>, "importer" | "onProgress"> & {
    readonly source: { readonly sizeBytes?: number | undefined }
  }
  readonly clock: Clock
  readonly checkpoint: Checkpoint
  readonly times: RunTimes
  readonly history: RunHistory
  readonly span: Pick<ImportSpan, "count">
}

/** Shows how far a run has got, to its user and to the host program, and notes it for the report. */
export class ProgressReporter {
  readonly #parts: ProgressParts

  constructor(parts: ProgressParts) {
    this.#parts = parts
  }

  /** Several times a second until the signal aborts. */
  async reportRepeatedly(ended: AbortSignal): Promise<void> {
    const { checkpoint, clock, span } = this.#parts
    while (!ended.aborted) {
      await clock.sleep(INTERVAL_MS, ended)
      if (ended.aborted) return
      this.show()
      this.noteHistory()
      span.count(checkpoint.ledger.records)
    }
  }

  /** Once. */
  show(): void {
    const { onProgress } = this.#parts.options
    quietly(() => onProgress?.(this.#progress))
  }

  /** For the charts of the report. */
  noteHistory(): void {
    const { checkpoint, history, options, times } = this.#parts
    history.note(times.runMs, runSample(checkpoint.ledger.records, options.importer.statistics?.()))
  }

  get #progress(): Progress {
    const { checkpoint, options, times } = this.#parts
    const { records } = checkpoint.ledger
    const { sizeBytes } = options.source
    const settledCount = records.read - records.pending
    return {
      records,
      settledBefore: checkpoint.settledBefore,
      bytesRead: checkpoint.bytesRead,
      sizeBytes,
      share: shareReached({ at: checkpoint.reached, settledCount, sizeBytes }),
      elapsedMs: times.runMs,
      delivery: options.importer.statistics?.(),
    }
  }
}
