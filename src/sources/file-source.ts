import { UsageError } from "../errors.ts"
import { diskFileSystem } from "../platform/disk-file-system.ts"
import type { FileSystem } from "../platform/file-system.ts"
import type { CsvDelimiter } from "./csv-delimiter.ts"
import { csvSource } from "./csv-source.ts"
import type { DataSource } from "./data-source.ts"
import { FileFormat } from "./file-format.ts"
import { unpackedName } from "./gzip-name.ts"
import { guessFormat } from "./guess-format.ts"
import { ndjsonSource } from "./ndjson-source.ts"
import type { SourceDataRecord } from "./source-data-record.ts"

/** Which file to read, and how. */
export interface FileSourceOptions {
  /** If it ends in `.gz`, the file is unpacked while it is read. */
  readonly filePath: string | URL
  /** @defaultValue what the file's name promises */
  readonly format?: FileFormat | undefined
  /** For CSV: what separates the fields. @defaultValue `","`, a tab for `.tsv` */
  readonly delimiter?: CsvDelimiter | undefined
  /** A record with more bytes is rejected. @defaultValue 16777216 (16 MiB) */
  readonly maxRecordBytes?: number | undefined
}

/**
 * Reads a file in one of the formats of {@link FileFormat}.
 *
 * @throws {@link UsageError} if the format is unknown, or an option makes no sense.
 */
export function fileSource(
  options: FileSourceOptions,
  files: FileSystem = diskFileSystem,
): DataSource<SourceDataRecord<unknown>> {
  const { filePath, maxRecordBytes } = options
  const format = options.format ?? guessFormat(filePath)
  switch (format) {
    case FileFormat.CSV: {
      const delimiter =
        options.delimiter ?? (/\.(tsv|tab)$/i.test(unpackedName(String(filePath))) ? "\t" : ",")
      return csvSource({ filePath, delimiter, maxRecordBytes }, files)
    }
    case FileFormat.NDJSON:
      return ndjsonSource({ filePath, maxRecordBytes }, files)
    case undefined:
      refuseOtherFormats(String(filePath))
      throw new UsageError(`Cannot tell the format of ${String(filePath)} by its name: give ${choices()}.`)
    default:
      throw new UsageError(
        `Cannot read ${String(filePath)} as its format is unknown: sourceFileFormat is ${String(format)}, not one of ${formats()}.`,
      )
  }
}

/** What is known not to be read, by the ends of names. */
const OTHER_FORMATS: readonly (readonly [ending: RegExp, what: string])[] = [
  [/\.(xlsx|xlsm|xlsb|xls|ods|numbers)$/i, "it is a workbook: save the sheet as CSV UTF-8"],
  [/\.(zip|7z|rar|bz2|zst|xz|tar|tgz)$/i, "it is packed: unpack it (only .gz is unpacked on the way)"],
  [/\.(parquet|avro|pdf|xml)$/i, "it is neither CSV nor NDJSON: export the data as one of them"],
]

function refuseOtherFormats(filePath: string): void {
  const other = OTHER_FORMATS.find(([ending]) => ending.test(filePath))?.[1]
  if (other !== undefined) throw new UsageError(`Cannot read ${filePath} as, by its name, ${other}.`)
}

/** `sourceFileFormat: "csv" or sourceFileFormat: "ndjson"`, as options are named in messages. */
function choices(): string {
  return Object.values(FileFormat)
    .map((format) => `sourceFileFormat: "${format}"`)
    .join(" or ")
}

function formats(): string {
  return Object.values(FileFormat).join(", ")
}
