import type { Kinds } from "../../kinds/kinds.ts"
import type { Summary } from "../../accounting/summary.ts"
import { UsageError } from "../../errors.ts"
import type { Platform } from "../../platform/platform.ts"
import type { ImportRecord } from "../../state/import-record.ts"
import type { RejectsLists } from "../lists/rejects-lists.ts"
import type { RetryDirectory } from "./retry-directory.ts"

/** What a retry left behind, and of which import. */
export interface RetryToMerge {
  /** The kinds of actions that there are. */
  readonly kinds: Kinds
  readonly platform: Pick<Platform, "clock" | "files">
  readonly record: ImportRecord
  readonly lists: RejectsLists
  readonly retry: RetryDirectory
  /** Puts a message into the words of the command line. */
  readonly inFlagNames: (message: string) => string
  /** The list that somebody named: of two that were both changed, that one counts. */
  readonly from?: string | undefined
  /** What the retry says of itself; undefined where it was killed. */
  readonly summary?: Summary | undefined
}

/** Says that what a retry left behind cannot be used. */
export function cannotTell({ record, retry }: RetryToMerge, why: string): UsageError {
  return new UsageError(
    `Cannot tell what the last retry of ${record.importName} has done as ${why}, or remove ${retry.path}; what it has imported is then imported once more.`,
  )
}
