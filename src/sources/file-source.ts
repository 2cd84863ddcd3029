import { UsageError } from "../errors.ts"
import { diskFileSystem } from "../platform/files/disk-file-system.ts"
import type { FileSystem } from "../platform/files/file-system.ts"
import { bytesAt } from "./bytes-at.ts"
import type { DataSource, GroupCounts, ReadOptions } from "./data-source.ts"
import { checkRecordLimit } from "./formats/check-record-limit.ts"
import type { CsvList } from "./formats/csv/csv-list.ts"
import type { FileSettings } from "./formats/file-settings.ts"
import type { Format, RangeFormat, RecordReader } from "./formats/format.ts"
import { readGroups } from "./groups/read-groups.ts"
import { guessFormat } from "./formats/guess-format.ts"
import { packingOf } from "./packings/packing-of.ts"
import type { Packing } from "./packings/packing.ts"
import type { ReadSetting } from "./read-as.ts"
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

/** What the map function gets of a row: the names are those of the columns. */
type Row = SourceDataRecord<unknown>

/**
 * Reads the records of a file: a place gives its bytes, a packing unpacks them, and a format finds the records in them. With `groupBy`, each
 * record is an array of those.
 *
 * @throws {@link UsageError} if the format is unknown, or an option makes no sense.
 */
export function fileSource(
  options: FileSourceOptions & { readonly groupBy: string },
  files?: FileSystem,
  parts?: SourceParts,
): DataSource<readonly Row[]>
export function fileSource(
  options: FileSourceOptions,
  files?: FileSystem,
  parts?: SourceParts,
): DataSource<Row>
export function fileSource(
  options: FileSourceOptions,
  files: FileSystem = diskFileSystem,
  parts: SourceParts = ALL_PARTS,
): DataSource<Row> | DataSource<readonly Row[]> {
  const { csvList, filePath, format: _, groupBy, maxRecordBytes, ...given } = options
  if (groupBy !== undefined && (typeof groupBy !== "string" || groupBy.trim() === ""))
    throw new UsageError(`groupBy is ${JSON.stringify(groupBy)}; it must be the name of a column.`)
  const format = formatOf(options, parts)
  const bytes = bytesAt(filePath, files, parts)
  if (format.reads === "ranges" && bytes.packing !== undefined)
    throw packedRanges(bytes.name, format, bytes.packing)
  const settings = { csvList, given, maxRecordBytes: checkRecordLimit(maxRecordBytes) }
  const text =
    format.reads === "forward" && format.readsText === true ? textReader(format, bytes, settings) : undefined
  const reader: RecordReader =
    text ?? (format.reads === "forward" ? format.open(bytes, settings) : format.open(bytes.ranges, settings))
  let groups: GroupCounts | undefined
  const rows = {
    name: bytes.name,
    get csv() {
      return reader.csv
    },
    read: (readOptions?: ReadOptions) => reader.read(readOptions),
  }
  const onCounts = (counts: GroupCounts): void => {
    groups = counts
  }
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
    get groups() {
      return groups
    },
    get repeatedName() {
      return reader.repeatedName
    },
    get remarks() {
      return text?.remarks
    },
    fingerprint: () => bytes.fingerprint(),
    hasChanged: () => bytes.hasChanged(),
    inspect: async (how = {}) => {
      const known = isOwn(how.known?.format, format) ? how.known : undefined
      const found = await reader.inspect?.({ ...how, known })
      const column = groupBy ?? columnIn(known?.["groupBy"])
      return { format: format.name, ...found, ...(column === undefined ? {} : { groupBy: column }) }
    },
    read: (readOptions) => {
      const column = groupBy ?? columnIn(readOptions?.readAs?.["groupBy"])
      if (column === undefined) return reader.read(readOptions)
      const maxBytes = settings.maxRecordBytes
      // A record is an array then, as whoever names a column expects.
      return readGroups({ rows, column, maxBytes, onCounts }, readOptions) as AsyncGenerator<never>
    },
  }
}

function columnIn(setting: ReadSetting | undefined): string | undefined {
  return typeof setting === "string" ? setting : undefined
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
