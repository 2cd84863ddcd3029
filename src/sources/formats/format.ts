import type { DataSource, InspectOptions, ReadOptions, SourceItem } from "../data-source.ts"
import type { SourceBytes, SourceRanges } from "../source-bytes.ts"
import type { SourceDataRecord } from "../source-data-record.ts"
import type { FileSettings } from "./file-settings.ts"
import type { ReadSetting, ReadSettings } from "../read-as.ts"
import type { CsvList } from "./csv/csv-list.ts"

/** How records are read: an entry of the registry, which reads a stream on and on, or ranges anywhere. */
export type Format<Name extends string = string> = ForwardFormat<Name> | RangeFormat<Name>

/** A format that is read from its beginning, or from a record on, to its end. */
export interface ForwardFormat<Name extends string = string> extends FormatFacts<Name> {
  readonly reads: "forward"
  /** Whether it is text, which comes in UTF-8 then, whatever it was in. @defaultValue false */
  readonly readsText?: boolean | undefined
  open(bytes: SourceBytes, settings: FormatSettings): RecordReader
}

/** A format that says within itself where its records are. */
export interface RangeFormat<Name extends string = string> extends FormatFacts<Name> {
  readonly reads: "ranges"
  open(ranges: SourceRanges, settings: FormatSettings): RecordReader
}

/** What is to be known of a format where nothing is read. */
export interface FormatFacts<Name extends string> {
  /** As options and the command line name it: `csv`. */
  readonly name: Name
  /** As people call it: `CSV`. */
  readonly label: string
  /** What such a file holds, for the help of the command line. */
  readonly description: string
  /** How names of such files end, without the dot, in lower case. */
  readonly extensions: readonly string[]
  /** Other formats that it reads too where the beginning of a file shows them: what `inspect` finds has the name of such a one as `format`. */
  readonly mayTurnOutAs?: readonly string[] | undefined
  /** How people say its settings (`ReadAs`); those without an entry are said by their names. */
  readonly settingWords?: SettingWords | undefined
  /** What may be wrong with the whole file where all its records fail alike, by the code with which they do; said behind a sentence. */
  readonly hints?: Readonly<Record<string, string>> | undefined
}

/** In a few words, what each setting means; undefined: it is usual for a file of that name, which is given without the ending of what it is packed in. */
export type SettingWords = Readonly<
  Record<string, (value: ReadSetting, fileName: string) => string | undefined>
>

/** What a format is told. */
export interface FormatSettings {
  /** A record with more bytes is a bad item. */
  readonly maxRecordBytes: number
  /** What the user has said of how to read it. A format heeds what it has options for. */
  readonly given: FileSettings
  /** For CSV: what the file may be instead of records alone. */
  readonly csvList?: CsvList | undefined
}

/** Reads the records of one source, as a {@link DataSource} gives them. */
export interface RecordReader extends Pick<DataSource<SourceDataRecord<unknown>>, "csv" | "repeatedName"> {
  /** As {@link DataSource.inspect}; missing where nothing but the format decides what a record is. */
  inspect?(options: InspectOptions): Promise<ReadSettings>
  /** With what `inspect` has found, if there is one. */
  read(options?: ReadOptions): AsyncIterable<readonly SourceItem<SourceDataRecord<unknown>>[]>
}
