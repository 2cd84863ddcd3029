import type { ColumnWatch } from "../../mapping/column-watch.ts"
import type { FieldWatch } from "../../mapping/field-watch.ts"
import type { RunHistory } from "../../report/run-history.ts"
import type { Checkpoint } from "../checkpoint/checkpoint.ts"
import type { RunJournal } from "../checkpoint/run-journal.ts"
import type { SourceWatch } from "../checkpoint/source-watch.ts"
import type { RunStart } from "../start/run-start.ts"
import type { RunContext } from "./run-context.ts"
import type { RunTimes } from "./run-times.ts"

/** What a run consists of, once it is known where it starts. */
export interface RunParts<Data> {
  readonly context: RunContext<Data>
  readonly start: RunStart
  readonly checkpoint: Checkpoint
  readonly sourceWatch: SourceWatch
  readonly columnWatch: ColumnWatch<Data>
  readonly fieldWatch: FieldWatch
  readonly times: RunTimes
  /** Of all runs of the import, for the charts of the report. */
  readonly history: RunHistory
  readonly journal: RunJournal
}

/** The same without its journal, which is made from everything else. */
export type RunToRecord<Data> = Omit<RunParts<Data>, "journal">
