import { diskFileSystem } from "../platform/disk-file-system.ts"
import type { FileSystem } from "../platform/file-system.ts"
import type { DataSource } from "./data-source.ts"
import { checkRecordLimit } from "./check-record-limit.ts"
import { FileFormat } from "./file-format.ts"
import { readNdjson } from "./read-ndjson.ts"
import type { SourceDataRecord } from "./source-data-record.ts"
import { sourceFile } from "./source-file.ts"
import { fingerprintFile } from "./source-fingerprint.ts"

/** Which NDJSON file to read, and how. */
export interface NdjsonSourceOptions {
  /** If it ends in `.gz`, the file is unpacked while it is read. */
  readonly filePath: string | URL
  /** A line with more bytes is rejected. @defaultValue 16777216 (16 MiB) */
  readonly maxRecordBytes?: number | undefined
}

/**
 * Reads a file in UTF-8 with one JSON object on each line (NDJSON, JSON Lines).
 *
 * Lines end in LF or CRLF; blank ones are skipped, and carriage returns before a line end mean nothing. A line that is not JSON, not an object, not UTF-8, or larger than
 * `maxRecordBytes` is a bad item: `not-json`, `not-an-object`, `not-utf8`, `record-too-large`. So is one with a NUL character in a text or a name, escaped or not: `nul-character`. So is one with a number that JavaScript would make another one of: `unsafe-number`; only fractions
 * are rounded, to about 16 digits. Of a name that comes twice in one object, the last value counts.
 *
 * @throws {@link UsageError} if an option makes no sense. Reading throws {@link SourceError} if the file cannot be
 * read, is no text in UTF-8, or is one JSON array.
 */
export function ndjsonSource(
  options: NdjsonSourceOptions,
  files: FileSystem = diskFileSystem,
): DataSource<SourceDataRecord<unknown>> {
  const maxRecordBytes = checkRecordLimit(options.maxRecordBytes)
  const file = sourceFile(options.filePath, files)
  return {
    name: file.name,
    path: file.path,
    format: FileFormat.NDJSON,
    get sizeBytes() {
      return file.sizeBytes
    },
    hasChanged: () => file.hasChanged(),
    fingerprint: () => fingerprintFile(options.filePath, files),
    read: (readOptions) => readNdjson(file, { maxRecordBytes }, readOptions),
  }
}
