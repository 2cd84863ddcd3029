import { createHash } from "node:crypto"
import { basename } from "node:path"
import { SourceError, UsageError } from "../../errors.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { rejectsCsvFields } from "../rejects-csv.ts"
import type { CsvLayout } from "../../sources/formats/csv/csv-layout.ts"
import type { SourceItem } from "../../sources/data-source.ts"
import { withoutFormulaGuard } from "../../sources/formats/csv/formula-guard.ts"
import { OWN_COLUMN_NAMES } from "../own-columns.ts"
import { rejectRows } from "../reading/reject-rows.ts"
import type { FoundRejectRow } from "../reading/reject-rows.ts"
import { bytesAt } from "../../sources/bytes-at.ts"
import { OLDER_ENCODINGS, unicodeEncoding } from "../../sources/formats/text/text-encoding.ts"
import type { TextEncoding } from "../../sources/formats/text/text-encoding.ts"
import { cellVerdict, isAscii, olderCellVerdict } from "./cell-verdict.ts"
import { KnownRejects } from "./known-rejects.ts"

/** A row of a list. */
export interface RejectsCsvListRow {
  /** Of the record in the file it was first read from; 0 if the row does not say. */
  readonly recordNumber: number
  /** The original columns, as a record. */
  readonly item: SourceItem<unknown>
  /** What its cells say: ours, then the original ones; undefined if it cannot be told apart into cells. */
  readonly cells: readonly string[] | undefined
  /** All of a row that cannot be told apart, as it stands there. */
  readonly text: string
}

/** A `rejects.csv` of which is known what its bytes say. */
export interface RejectsCsvList {
  /** Known when the first rows are given. */
  readonly layout: CsvLayout | undefined
  read(): AsyncGenerator<readonly RejectsCsvListRow[], void>
  /** The names that records of the `rejects.ndjson` beside it have. */
  readonly knownColumns: ReadonlySet<string>
  /** Columns that the `rejects.ndjson` beside it has and the list has not; known when the first rows are given. */
  readonly missingColumns: readonly string[]
  close(): Promise<void>
}

/**
 * Opens a `rejects.csv`, whatever encoding a spreadsheet has saved it in, and looks at all of it. To be closed.
 *
 * Unicode shows in the bytes. Of older encodings that one is the right one by which the cells that nobody changed say what the
 * `rejects.ndjson` beside the list says of the same records, if there is but one reading of all others.
 *
 * @param ndjsonPath undefined: nothing is known of the records
 * @throws {@link SourceError} if it is not known what all of the list says, or cells were damaged when it was saved.
 * @throws {@link UsageError} if it is no list of rejects.
 */
export async function openRejectsCsv(
  path: string,
  ndjsonPath: string | undefined,
  files: FileSystem,
): Promise<RejectsCsvList> {
  const known = await KnownRejects.open(ndjsonPath, files)
  try {
    return listIn({ path, files }, await encodingOf({ path, files }, known), known)
  } catch (error) {
    await known.close().catch(() => undefined)
    throw error
  }
}

async function encodingOf(list: ListOnDisk, known: KnownRejects): Promise<TextEncoding> {
  const { files, path } = list
  const unicode = await unicodeEncoding(bytesAt(path, files))
  if (unicode === undefined) return provenEncoding(path, await olderReadings(list, known))
  const { encoding, isCertain } = unicode
  if (!isCertain && (await readThrough(list, encoding, known, olderCellVerdict)).damaged !== undefined) {
    const older = await olderReadings(list, known)
    if (older.some(({ sameCount }) => sameCount > 0)) return provenEncoding(path, older)
  }
  const { damaged } = await readThrough(list, encoding, known, cellVerdict)
  if (damaged !== undefined) throw damagedList(path, damaged)
  return encoding
}

/** Where a list stands. */
interface ListOnDisk {
  readonly path: string
  readonly files: FileSystem
}

/** What a list says in each of the older encodings that are possible. */
async function olderReadings(list: ListOnDisk, known: KnownRejects): Promise<readonly Reading[]> {
  const readings: Reading[] = []
  for (const encoding of OLDER_ENCODINGS) {
    try {
      const reading = await readThrough(list, encoding, known, olderCellVerdict)
      if (!reading.isImpossible) readings.push(reading)
    } catch (error) {
      if (!(error instanceof SourceError || error instanceof UsageError)) throw error
    }
  }
  return readings
}

/** The encoding in which the most cells are as they were: the right one has them all. Where there are several, they must not differ in the others. */
function provenEncoding(path: string, readings: readonly Reading[]): TextEncoding {
  const sameCount = Math.max(0, ...readings.map((reading) => reading.sameCount))
  const [first, ...others] = readings.filter((reading) => reading.sameCount === sameCount)
  if (first === undefined) throw unknownEncoding(path, undefined)
  const { changed, damaged, digest, encoding } = first
  const isProven = sameCount > 0 && others.every((other) => other.digest === digest)
  if (isProven && damaged === undefined) return encoding
  throw unknownEncoding(path, damaged ?? changed)
}

interface CellPosition {
  readonly lineNumber: number
  readonly columnNumber: number
  readonly name: string | undefined
}

/** What a list says in an encoding. */
interface Reading {
  readonly encoding: TextEncoding
  readonly isImpossible: boolean
  /** How many cells that are not ASCII are as they were. */
  readonly sameCount: number
  /** The first cell that is not as a person would leave it. */
  readonly damaged: CellPosition | undefined
  /** The first cell of those that are not ASCII, and not as they were. */
  readonly changed: CellPosition | undefined
  /** Of all of these. */
  readonly digest: string
}

async function readThrough(
  { files, path }: ListOnDisk,
  encoding: TextEncoding,
  known: KnownRejects,
  verdictOn: typeof cellVerdict,
): Promise<Reading> {
  let [isImpossible, sameCount] = [false, 0]
  let changed: CellPosition | undefined
  let damaged: CellPosition | undefined
  const hash = createHash("sha256")
  /** @param originals what the cell was; `undefined` if that is not known */
  const look = (cell: string, originals: readonly string[] | undefined, at: CellPosition): void => {
    const verdict = originals === undefined ? "changed" : verdictOn(cell, originals)
    if (verdict === "impossible") isImpossible = true
    if (verdict === "damaged") damaged ??= at
    if (isAscii(cell)) return
    if (verdict === "same") sameCount += 1
    else {
      changed ??= at
      hash.update(`${at.lineNumber} ${at.columnNumber} ${cell}\0`)
    }
  }
  const list = rejectRows(path, files, encoding)
  let names: readonly string[] | undefined
  for await (const rows of list.read()) {
    const { layout } = list
    if (layout === undefined) continue
    if (names === undefined) {
      const own = layout.ownColumns ?? OWN_COLUMN_NAMES
      names = [...own, ...layout.columns]
      const columns = known.columns.length === 0 ? undefined : known.columns
      for (const [index, name] of layout.columns.entries())
        look(name, columns, { lineNumber: 1, columnNumber: own.length + index + 1, name })
    }
    for (const row of rows) {
      const originals = await known.cellsOf(row.recordNumber, layout)
      const cells = plainCells(row, layout, originals) ?? [row.text]
      for (const [index, cell] of cells.entries()) {
        const texts = originals.flatMap((original) => original[index] ?? [])
        const isKnown = texts.length > 0 || known.isAscii(row.recordNumber)
        const at = { lineNumber: row.lineNumber, columnNumber: index + 1, name: names[index] }
        look(cell, isKnown ? texts : undefined, at)
      }
    }
  }
  return { encoding, isImpossible, sameCount, damaged, changed, digest: hash.digest("hex") }
}

function listIn({ files, path }: ListOnDisk, encoding: TextEncoding, known: KnownRejects): RejectsCsvList {
  const list = rejectRows(path, files, encoding)
  return {
    get layout() {
      return list.layout
    },
    knownColumns: new Set(known.columns),
    get missingColumns() {
      const columns = new Set(list.layout?.columns)
      return known.columns.filter((name) => !columns.has(name))
    },
    async *read() {
      for await (const rows of list.read()) {
        const { layout } = list
        if (layout === undefined) continue
        const plain: RejectsCsvListRow[] = []
        for (const row of rows) {
          const { item, recordNumber, text } = row
          const cells = plainCells(row, layout, await known.cellsOf(recordNumber, layout))
          plain.push({ recordNumber, item, cells, text })
        }
        yield plain
      }
    },
    close: () => known.close(),
  }
}

/** What the cells of a row say: an apostrophe before a formula is ours, unless the original has it and the list was written before there were any. */
function plainCells(
  { cells: found, item }: FoundRejectRow,
  { columns, ownColumns = OWN_COLUMN_NAMES }: CsvLayout,
  originals: readonly (readonly string[])[],
): readonly string[] | undefined {
  if (found === undefined) return undefined
  const own = found.slice(0, ownColumns.length).map((cell) => withoutFormulaGuard(cell))
  return [...own, ...rejectsCsvFields(item, columns)].map((cell, index) => {
    const asFound = found[index] ?? cell
    return originals.some((original) => original[index] === asFound) ? asFound : cell
  })
}

const WHAT_TO_DO =
  'Nothing was replaced. Save it again as "CSV UTF-8", or, if its text is damaged, move it away and correct the rejects.ndjson beside it'

function unknownEncoding(path: string, at: CellPosition | undefined): SourceError {
  const name = basename(path)
  const what =
    at === undefined
      ? "all that nobody changed would be the same"
      : `the text ${positionText(at)} could be told for certain`
  return new SourceError(
    `Cannot read ${name} as it is not in UTF-8, and there is no encoding in which ${what}. ${WHAT_TO_DO}: the path is ${path}.`,
  )
}

function damagedList(path: string, at: CellPosition): SourceError {
  return new SourceError(
    `Cannot use ${basename(path)} as the text ${positionText(at)} was damaged when the file was saved in another encoding: the other list of the import has what it was. ${WHAT_TO_DO}: the path is ${path}.`,
  )
}

function positionText({ columnNumber, lineNumber, name }: CellPosition): string {
  return `in column ${columnNumber}${name === undefined ? "" : ` (${name})`} on line ${lineNumber}`
}
