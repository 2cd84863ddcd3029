import type { ReadAs } from "../sources/read-as.ts"
import type { Position } from "../sources/data-source.ts"
import type { SourceFingerprint } from "../sources/fingerprint/source-fingerprint.ts"
import type { SettledSnapshot } from "./settled-records.ts"
import type { RecordRanges } from "./record-ranges.ts"

/** The version of the journals that are written here. */
export const JOURNAL_VERSION = 1

/** How an import derives ids, from its beginning to its end, and for its retries. */
export interface ImportIds {
  readonly scheme: 2
  /** What all its records come from: a digest of the source's content, for example. */
  readonly origin: string
  /** The columns of which ids are made instead, where such were named. */
  readonly idsFrom?: readonly string[]
  /** Whether any were derived. */
  readonly derived?: boolean
  /** Whether what has no id is sent without one; missing in journals of earlier releases, which do not say. */
  readonly none?: boolean
}

/**
 * What a journal holds: an import as it stood at one moment, in plain JSON.
 *
 * All of it belongs to the same moment: what `settled` names has its outcome in `counts` and, if it failed, its line within
 * `rejectsBytes`; nothing else has.
 */
export interface JournalEntry {
  readonly version: typeof JOURNAL_VERSION
  readonly importName: string
  /** `running` where nobody runs it: the process was killed. */
  readonly state: "running" | "stopped" | "finished"
  /** ISO 8601, UTC, as the two below: when the first run began. */
  readonly startedAt: string
  readonly updatedAt: string
  readonly finishedAt?: string
  /** The time that all runs took together, so far. */
  readonly elapsedMs: number
  readonly source: {
    readonly name: string
    /** From the state directory to the file; missing where the import was given a name, or its source is no file. */
    readonly path?: string
    /** The import was given a name, which is that of its source. */
    readonly isNamed?: boolean
    /** The file, and how it was read, where it can be read again. */
    readonly file?: JournaledFile
    /** How that file was read; missing in journals of earlier releases. */
    readonly readAs?: ReadAs
    /** Missing where a source cannot be told from another, as pipes cannot. */
    readonly fingerprint?: SourceFingerprint
    /** As positions count bytes, where that is known; of what is packed it is reckoned. */
    readonly sizeBytes?: number
    /** It was written to while it was read: what was imported may be neither the old nor the new. */
    readonly hasChanged?: boolean
  }
  readonly target: {
    /** Where requests go; for dry runs, which send none, `dry-run`. */
    readonly baseUrl: string
    readonly keyFingerprint: string
  }
  /** What a person types to go on, where that is known. */
  readonly command?: string
  /** Changes with the map file, where there is one. */
  readonly mapFingerprint?: string
  /** The fields whose numbers are sent with a decimal point; missing: none, or an earlier release began it. */
  readonly decimals?: readonly string[]
  /** How ids are derived; missing where an earlier release began the import, and derives them from what the map function makes. */
  readonly ids?: ImportIds
  readonly settled: SettledSnapshot
  /** Records that may be under way, where sending them again could double them; missing: none. */
  readonly underWay?: RecordRanges
  /** What earlier releases wrote in place of `underWay`: all records up to this one may be. */
  readonly takenUpTo?: number
  /** Whether more may have been applied than `counts` says, by a run that got no answer or was killed; missing: not known. */
  readonly mayHaveApplied?: boolean
  /** What was read may be wrong, as the source turned out to be damaged. */
  readonly mayHaveMisread?: boolean
  /** Where reading goes on: at or before the first record that is not settled. Missing: at the start. */
  readonly position?: Position
  /** The last record that was read; missing where none was, and in journals of earlier releases. */
  readonly reached?: Position
  /** As the ledger gave it, and as only the ledger can check it. */
  readonly counts: unknown
  /** How much of each file of rejects counts, by the file's name; what stands behind it was written later and is to be cut off. */
  readonly rejectsBytes: Readonly<Record<string, number>>
  /**
   * Digests of as much of these files, by their names, as it was written, so that what a person has changed in them is known: of a list that
   * was changed when the import went on, a digest that fits nothing. Earlier releases wrote them at the end only.
   */
  readonly rejectsDigests?: Readonly<Record<string, string>>
  /** The full length of these files when a run stopped, with the lines at the end that the next run replaces; missing: not known. */
  readonly rejectsEnds?: Readonly<Record<string, number>> | undefined
  /** The original columns of `rejects.csv` as a retry has written it: records that were corrected may have other names too. Missing: all that they have. */
  readonly rejectsColumns?: readonly string[]
  /** Where these files are. Earlier releases did not say. */
  readonly rejectsPaths?: readonly string[]
  /** Under which paths the lists of an earlier import were kept when this one began anew; missing: none, or an earlier release has written this. */
  readonly keptRejects?: readonly string[]
  /**
   * How many records that were not imported are on no list, because it was removed or cut off: no retry can run them.
   * Missing: none.
   */
  readonly unlistedRejects?: number
  /** The users about whom records failed, and the last later records about them, as the delivery gave them. */
  readonly laterRecords?: unknown
  /** The rates and sizes that delivery has learned, as it gave them. */
  readonly learned: unknown
}

/** A file that an import read. */
export interface JournaledFile {
  /** The name of the place where it is, if that is not a disk. */
  readonly place?: string
  /** From the state directory; in another place, the address there. */
  readonly path: string
  /** The name of the format. */
  readonly format: string
  /** For CSV, in journals of earlier releases: what separated the fields. */
  readonly delimiter?: string
}
