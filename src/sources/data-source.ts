import type { MessagePart } from "../messages/message.ts"
import type { CsvLayout } from "./formats/csv/csv-layout.ts"
import type { IdKey } from "./id-key.ts"
import type { SourceFingerprint } from "./fingerprint/source-fingerprint.ts"
import type { ReadAs } from "./read-as.ts"
import type { Unsayable } from "./unsayable.ts"

/** Where a record stands in its source. Everything that is said of a record, to its last outcome, names it. */
export interface Position {
  /** Counts the source's records, good and bad, from 1. Blank lines and the header do not count. */
  readonly recordNumber: number
  /** The line on which the record starts, from 1, where the source has lines. */
  readonly lineNumber?: number
  /** Where the record starts, in bytes from the start of the source, where the source has bytes. */
  readonly byteOffset?: number
}

/** A name that comes twice in one object of JSON, of which the last value counts. */
export interface RepeatedName {
  readonly name: string
  /** The first record that has it. */
  readonly position: Position
}

/** One item of a source: a record, or the reason why there is none at this position. */
export type SourceItem<Data> = GoodItem<Data> | BadItem

/** A record as the map function will see it. */
export interface GoodItem<Data> {
  readonly position: Position
  /** Where it was first read from, if it comes from a list of rejects. */
  readonly origin?: Position | undefined
  readonly record: Data
  /** Why no list of rejects can hold the record as it is, where that was noted. */
  readonly unsayable?: Unsayable | undefined
  /** For a record of a list of rejects: those of its actions that Iterable took before, by group the ordinals from and to. They are not run again. */
  readonly accepted?: AcceptedActions | undefined
  /** What these actions said when they were accepted. Undefined: it is no longer known. */
  readonly acceptedAs?: AcceptedAs | undefined
  /** For a record of a list of rejects: those of its actions that may have been applied, and keep the ids under which they were sent. */
  readonly sentAs?: SentAs | undefined
  /** A digest of the record as it was first read, before it was mapped or corrected; derived ids depend on it. Undefined: it is made of the record. */
  digest?(): string
  /** Of what ids are made instead, where the import was told columns (`idsFrom`). An item of a list of rejects has one where something may have been sent under such ids. */
  readonly idKey?: IdKey | undefined
  /** Whether a list of rejects says so. */
  readonly isIdKeyKept?: boolean | undefined
  /** How many bytes of memory the record takes from then on, where that is known. */
  readonly keptBytes?: number | undefined
  /** Called when the record was mapped: it may be let go, if it can be made again when it is asked for once more. */
  release?(): void
  /** Called when the item has to wait for long: what it shares with other items, such as a chunk of a file, is to be let go. */
  compact?(): void
}

/** Actions of a record: by their groups (`track-custom-event Opened`), the ordinals from and to, both included, from 0. */
export type AcceptedActions = Readonly<Record<string, readonly (readonly [from: number, to: number])[]>>

/** Digests of what accepted actions said, by their groups, in the order of their ordinals; 0: it is not known. */
export type AcceptedDigests = Readonly<Record<string, readonly number[]>>

/** Where accepted actions stood in their groups, each with its ordinal; those are missing that stood where their ordinals say. */
export type AcceptedStandings = Readonly<
  Record<string, readonly (readonly [ordinal: number, standing: number])[]>
>

/** What the accepted actions of a record said, so that others in their places are told from them. */
export interface AcceptedAs {
  readonly digests: AcceptedDigests
  /** Says of what record, and by which map function, they were made; undefined where that is not known of the map function. */
  readonly madeFrom?: string | undefined
  /** Undefined: each stood where its ordinal says. */
  readonly places?: AcceptedStandings | undefined
}

/** Actions of a record that may have been applied, and what they said. */
export interface SentAs extends AcceptedAs {
  readonly actions: AcceptedActions
}

/** A place where a record should have been, for example a row with too few fields. */
export interface BadItem {
  readonly position: Position
  /** Where it was first read from, if it comes from a list of rejects. */
  readonly origin?: Position | undefined
  readonly problem: {
    /** Short and stable, for programs: `too-few-fields`, `undecodable`, `not-json`, … */
    readonly code: string
    /** One sentence for people. */
    readonly message: string
    /** What in it are values of the record, so that reports can mask them; undefined: not known. */
    readonly messageParts?: readonly MessagePart[] | undefined
  }
  /** The text as found, cut after 32,000 bytes, so that a person can find and correct it; bytes that are not UTF-8 as `\xE9`, NUL as `\x00`. */
  readonly raw: string
  /** For CSV: the fields of the row, where it could be told apart into fields, whole however long they are. */
  readonly fields?: readonly string[] | undefined
  /** As of a record. */
  readonly accepted?: AcceptedActions | undefined
  readonly acceptedAs?: AcceptedAs | undefined
  readonly sentAs?: SentAs | undefined
  readonly idKey?: string | undefined
  /** A digest of the text as it was first read: the record that it is corrected to has the ids that belong to it. */
  readonly digest?: string | undefined
}

/**
 * Where a record was first read from: its `origin`, if it comes from a list of rejects, else its position. Reports, map
 * functions and derived ids go by it, so that a record that is imported again is still the same one.
 *
 * Its `recordNumber` is 0 where a list of rejects does not (or no longer) say which record it was; such an item is a bad one. Origins come in
 * any order, and several items may have the same one.
 */
export function originOf({ origin, position }: Pick<SourceItem<unknown>, "origin" | "position">): Position {
  return origin ?? position
}

/** The digest of a record, or of the text where one should have been, as it was first read; undefined where nobody took it. */
export function digestOf(item: SourceItem<unknown>): string | undefined {
  return "problem" in item ? item.digest : item.digest?.()
}

/** How to find out how a source is to be read. */
export interface InspectOptions {
  /** As it was read before, and is to be read again. Default: nothing is known. */
  readonly known?: ReadAs | undefined
  /** Stop waiting for its beginning as soon as this aborts. */
  readonly signal?: AbortSignal | undefined
}

/** Where and how to read. */
export interface ReadOptions {
  /** Stop reading and end as soon as this aborts. */
  readonly signal?: AbortSignal | undefined
  /** Start here: the position of a record that an earlier reading gave. Default: the beginning. */
  readonly from?: Position | undefined
  /** How to read, as `inspect` has found it. @defaultValue as it finds now */
  readonly readAs?: ReadAs | undefined
}

/**
 * Gives records, in order, each with its position.
 *
 * Contract: record numbers rise by one, good and bad items alike; reading twice gives the same items; a bad item does not
 * end the reading; what makes all further reading senseless is thrown as a {@link SourceError} after everything before
 * it was given. `read` frees what it holds when its iterator is returned early. Items come in arrays, of any
 * length, since one `await` for each record costs more than parsing it. Memory does not grow with the source.
 */
export interface DataSource<Data = unknown> {
  /** What people call it, for example `users.csv`; also names the import. */
  readonly name: string
  /**
   * Size of the whole source, as positions count bytes, where it is known: at the latest when the first items are given. It may be an
   * estimate that gets better while the source is read, as for packed files.
   */
  readonly sizeBytes?: number | undefined
  /** The absolute path of the file, where the source is one: files of one name in different folders are different imports. */
  readonly path?: string | undefined
  /** Where it is found again that is no file at a path: the name of a place, and an address there. */
  readonly place?: { readonly name: string; readonly address: string } | undefined
  /** The name of its format, where it is one that is known by its name, so that it can be read again. */
  readonly format?: string | undefined
  /** For CSV: what rejects need to look like the file. Known when the first items are given. */
  readonly csv?: CsvLayout | undefined
  /** For JSON: the first name that came twice in one object, as far as the source was read; the last value counts. */
  readonly repeatedName?: RepeatedName | undefined
  /**
   * Finds out how the source is to be read: what its user has said of it, then what an earlier reading has found (`known`), then what its beginning
   * shows. May be called before anything else, with a pipe too: nothing is lost of it.
   *
   * @throws {@link SourceError} if it cannot be read, or is surely something else.
   */
  inspect?(options?: InspectOptions): Promise<ReadAs>
  /** What is remarkable about how it is read, in whole sentences; known when `inspect` has answered. */
  readonly remarks?: readonly string[] | undefined
  /** What tells the source from what it is at another time; undefined where nothing does, as for pipes. An import of a source that has this can be resumed. */
  fingerprint?(): Promise<SourceFingerprint | undefined>
  /** Whether it was written to since reading it began, so that what was read may be neither the old nor the new. */
  hasChanged?(): Promise<boolean>
  /** Gives the items, from the beginning or from a position on. */
  read(options?: ReadOptions): AsyncIterable<readonly SourceItem<Data>[]>
}
