import { diskFileSystem } from "../platform/disk-file-system.ts"
import type { FileSystem } from "../platform/file-system.ts"
import { UsageError } from "../errors.ts"
import { CSV_DELIMITERS } from "./csv-delimiter.ts"
import type { CsvDelimiter } from "./csv-delimiter.ts"
import type { CsvLayout } from "./csv-layout.ts"
import type { DataSource } from "./data-source.ts"
import { checkRecordLimit } from "./check-record-limit.ts"
import { FileFormat } from "./file-format.ts"
import { readCsv } from "./read-csv.ts"
import type { SourceDataRecord } from "./source-data-record.ts"
import { sourceFile } from "./source-file.ts"
import { fingerprintFile } from "./source-fingerprint.ts"

/** Which CSV file to read, and how. */
export interface CsvSourceOptions {
  /** If it ends in `.gz`, the file is unpacked while it is read. */
  readonly filePath: string | URL
  /** What separates the fields. @defaultValue `","` */
  readonly delimiter?: CsvDelimiter | undefined
  /** A record with more bytes is rejected: it is the sign of a quote never closed. In lists of rejects, where 64 MiB are the least, it stops the reading. @defaultValue 16777216 (16 MiB) */
  readonly maxRecordBytes?: number | undefined
}

/**
 * Reads a CSV file in UTF-8 whose first row names the columns; all values are strings, exactly as they stand there.
 *
 * RFC 4180, and what is found beyond it: a byte order mark, and quotes inside of unquoted fields (`5" pipe`). Lines without any character are
 * skipped; lines of spaces are not. A row with too many or too few fields, text after a closing quote, bytes that are not UTF-8, a NUL character, or more bytes than
 * `maxRecordBytes` is a bad item: `too-many-fields`, `too-few-fields`, `bad-quote`, `blank-before-quote`, `not-utf8`, `nul-character`, `record-too-large`. An empty file has no records.
 *
 * Outside of quotes, each CR and LF ends a row. CRLF is a line end in any file. LF is one too, mixed with CRLF, unless the first line that is not blank ends in a
 * lone CR; lone CR is one where that line does, and CR CR LF where that does. Any other may be a line end or a part of a value: the rows beside it are bad
 * items, `doubtful-line-end`. Within quotes, line ends stay as they are.
 *
 * A file whose header begins with {@link REJECT_COLUMNS} is a list of rejects, corrected perhaps: those columns are no part of the
 * records, but say where each was first read from (`originOf`). There, commas, semicolons, tabs and vertical bars are told apart without
 * being asked. `docs/reference/rejects.md` says when a row counts as corrected.
 *
 * Strings may share memory with others of their chunk of up to 128 KB: who keeps a few of them for long should copy these.
 *
 * @throws {@link UsageError} if an option makes no sense. Reading throws {@link SourceError} if the file cannot be
 * read, is no text in UTF-8, its header names a column twice or not at all, or is larger than `maxRecordBytes`, or a quote is never closed: all
 * that follows it would be lost.
 */
export function csvSource(
  options: CsvSourceOptions,
  files: FileSystem = diskFileSystem,
): DataSource<SourceDataRecord> {
  const { delimiter = "," } = options
  if (!CSV_DELIMITERS.has(delimiter)) {
    throw new UsageError(
      `Cannot read CSV as the delimiter is unknown: delimiter is ${JSON.stringify(delimiter)}, not one of , ; | and tab.`,
    )
  }
  const maxRecordBytes = checkRecordLimit(options.maxRecordBytes)
  const file = sourceFile(options.filePath, files)
  let layout: CsvLayout | undefined
  const onLayout = (found: CsvLayout): void => {
    layout = found
  }
  return {
    name: file.name,
    path: file.path,
    format: FileFormat.CSV,
    delimiter,
    get sizeBytes() {
      return file.sizeBytes
    },
    hasChanged: () => file.hasChanged(),
    get csv() {
      return layout
    },
    fingerprint: () => fingerprintFile(options.filePath, files),
    read: (readOptions) => readCsv(file, { delimiter, maxRecordBytes }, readOptions, onLayout),
  }
}

/** @internal */
