import { UsageError } from "../errors.ts"
import { diskFileSystem } from "../platform/files/disk-file-system.ts"
import type { FileSystem } from "../platform/files/file-system.ts"
import { bytesAt } from "./bytes-at.ts"
import type { DataSource } from "./data-source.ts"
import { checkRecordLimit } from "./formats/check-record-limit.ts"
import type { CsvList } from "./formats/csv/csv-list.ts"
import type { FileSettings } from "./formats/file-settings.ts"
import type { Format, RangeFormat } from "./formats/format.ts"
import { guessFormat } from "./formats/guess-format.ts"
import { packingOf } from "./packings/packing-of.ts"
import type { Packing } from "./packings/packing.ts"
import type { SourceDataRecord } from "./source-data-record.ts"
import { textReader } from "./text-reader.ts"
import { ALL_PARTS } from "./source-parts.ts"
import type { SourceParts } from "./source-parts.ts"

/** Which file to read, and how. */
export interface FileSourceOptions extends FileSettings {
  /** Where it is: what one of the places takes for an address. If its name says that it is packed, it is unpacked while it is read. */
  readonly filePath: string | URL
  /** The name of a format. @defaultValue what the file's name promises */
  readonly format?: string | undefined
  /** A record with more bytes is rejected. @defaultValue 16777216 (16 MiB) */
  readonly maxRecordBytes?: number | undefined
  /** For CSV: what the file may be instead of records alone. */
  readonly csvList?: CsvList | undefined
}

/**
 * Reads the records of a file: a place gives its bytes, a packing unpacks them, and a format finds the records in them.
 *
 * @throws {@link UsageError} if the format is unknown, or an option makes no sense.
 */
export function fileSource(
  options: FileSourceOptions,
  files: FileSystem = diskFileSystem,
  parts: SourceParts = ALL_PARTS,
): DataSource<SourceDataRecord<unknown>> {
  const { csvList, filePath, format: _, maxRecordBytes, ...given } = options
  const format = formatOf(options, parts)
  const bytes = bytesAt(filePath, files, parts)
  if (format.reads === "ranges" && bytes.packing !== undefined)
    throw packedRanges(bytes.name, format, bytes.packing)
  const settings = { csvList, given, maxRecordBytes: checkRecordLimit(maxRecordBytes) }
  const text =
    format.reads === "forward" && format.readsText === true ? textReader(format, bytes, settings) : undefined
  const reader =
    text ?? (format.reads === "forward" ? format.open(bytes, settings) : format.open(bytes.ranges, settings))
  return {
    name: bytes.name,
    path: bytes.path,
    place: bytes.place,
    format: format.name,
    get sizeBytes() {
      return (text ?? bytes).sizeBytes
    },
    get csv() {
      return reader.csv
    },
    get repeatedName() {
      return reader.repeatedName
    },
    get remarks() {
      return text?.remarks
    },
    fingerprint: () => bytes.fingerprint(),
    hasChanged: () => bytes.hasChanged(),
    inspect: async (how = {}) => ({
      format: format.name,
      ...(await reader.inspect?.({
        ...how,
        known: isOwn(how.known?.format, format) ? how.known : undefined,
      })),
    }),
    read: (readOptions) => reader.read(readOptions),
  }
}

/** Whether a format reads what was read before under a name. */
function isOwn(name: string | undefined, { mayTurnOutAs = [], name: own }: Format): boolean {
  return name !== undefined && [own, ...mayTurnOutAs].includes(name)
}

/** The format that was named, or else the one that the file's name promises. */
function formatOf({ filePath, format: name }: FileSourceOptions, parts: SourceParts): Format {
  const { formats } = parts
  const format = name === undefined ? guessFormat(filePath, parts) : formats.find((one) => one.name === name)
  if (format !== undefined) return format
  if (name !== undefined)
    throw new UsageError(
      `Cannot read ${String(filePath)} as its format is unknown: sourceFileFormat is ${name}, not one of ${formats.map((one) => one.name).join(", ")}.`,
    )
  refuseOtherFormats(String(filePath), parts)
  // As options are named in messages.
  const choices = formats.map((one) => `sourceFileFormat: "${one.name}"`).join(" or ")
  throw new UsageError(`Cannot tell the format of ${String(filePath)} by its name: give ${choices}.`)
}

/** What is known not to be read, by the ends of names. */
const OTHER_FORMATS: readonly (readonly [ending: RegExp, what: (parts: SourceParts) => string])[] = [
  [/\.(xlsx|xlsm|xlsb|xls|ods|numbers)$/i, () => "it is a workbook: save the sheet as CSV UTF-8"],
  [
    /\.(zip|7z|rar|bz2|zst|xz|tar|tgz)$/i,
    ({ packings }) =>
      `it is packed: unpack it (only ${packings.flatMap(({ endings }) => endings).join(", ")} is unpacked on the way)`,
  ],
  [
    /\.(parquet|avro|pdf|xml)$/i,
    ({ formats }) =>
      `it is neither ${formats.map(({ label }) => label).join(" nor ")}: export the data as one of them`,
  ],
]

function refuseOtherFormats(filePath: string, parts: SourceParts): void {
  if (packingOf(filePath, parts.packings) !== undefined) return
  const what = OTHER_FORMATS.find(([ending]) => ending.test(filePath))?.[1]
  if (what !== undefined) throw new UsageError(`Cannot read ${filePath} as, by its name, ${what(parts)}.`)
}

/** What is unpacked comes on and on, from its beginning. */
function packedRanges(name: string, { label }: RangeFormat, { unpackCommand }: Packing): UsageError {
  return new UsageError(
    `Cannot read ${name} as ${label} is read here and there, which is not possible while it is unpacked: unpack it first, with ${unpackCommand}.`,
  )
}
