import type { LaterRecords } from "../../delivery/later-records.ts"
import type { JournalEntry } from "../../journal/journal-entry.ts"
import type { Platform } from "../../platform/platform.ts"
import type { DataSource } from "../../sources/data-source.ts"
import type { ImportDirectory } from "../../state/import-directory.ts"
import type { ImportOptions } from "../options/import-options.ts"
import type { LeaveOut } from "../pipeline/leave-out.ts"
import type { RunIds } from "../start/run-ids.ts"

/** An import to be run. */
export interface RunOptions<Data> extends Omit<ImportOptions<Data>, "source"> {
  readonly source: DataSource<Data>
  readonly importName: string
  /** @defaultValue this machine */
  readonly platform?: Platform | undefined
  /** Where the import has its files, where it is one of several of its name. @defaultValue what its name gives */
  readonly importDirectory?: ImportDirectory | undefined
  /** The journal of a run in whose stead this one is run, where the store no longer has it. */
  readonly earlier?: JournalEntry | undefined
  /** The fingerprint of the API key with which the rejects were imported that are run again. */
  readonly keyBefore?: string | undefined
  /** How ids are derived, where that is decided already: as in the import whose rejects are run again. */
  readonly ids?: RunIds | undefined
  /** Records may all fail alike, as those that are run again: the import starts all the same. @defaultValue false */
  readonly mayFailAlike?: boolean | undefined
  /** What must not be sent, and what is to be said of it. @defaultValue nothing */
  readonly leaveOut?: LeaveOut | undefined
  /** For the rejects of an import: what that remembers of its users. @defaultValue nothing, for a beginning */
  readonly laterRecords?: LaterRecords | undefined
}
