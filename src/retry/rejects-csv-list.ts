import { createHash } from "node:crypto"
import { basename } from "node:path"
import { SourceError, UsageError } from "../errors.ts"
import { rejectsCsvFields } from "../report/rejects-csv.ts"
import type { CsvLayout } from "../sources/csv-layout.ts"
import type { SourceItem } from "../sources/data-source.ts"
import { withoutFormulaGuard } from "../sources/formula-guard.ts"
import { REJECT_COLUMNS } from "../sources/reject-columns.ts"
import { rejectRows } from "../sources/reject-rows.ts"
import type { FoundRejectRow } from "../sources/reject-rows.ts"
import { sourceFile } from "../sources/source-file.ts"
import { OLDER_ENCODINGS, unicodeEncoding } from "../sources/text-encoding.ts"
import type { TextEncoding } from "../sources/text-encoding.ts"
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
}

/**
 * Opens a `rejects.csv`, whatever encoding a spreadsheet has saved it in, and looks at all of it.
 *
 * Unicode shows in the bytes. Of older encodings that one is the right one by which the cells that nobody changed say what the
 * `rejects.ndjson` beside the list says of the same records, if there is but one reading of all others.
 *
 * @param ndjsonPath undefined: nothing is known of the records
 * @throws {@link SourceError} if it cannot be told what all of the list says, or cells were damaged when it was saved.
 * @throws {@link UsageError} if it is no list of rejects.
 */
export async function openRejectsCsv(path: string, ndjsonPath: string | undefined): Promise<RejectsCsvList> {
  const known = await KnownRejects.read(ndjsonPath)
  const unicode = await unicodeEncoding(sourceFile(path))
  if (unicode === undefined) return listIn(path, await olderEncoding(path, known), known)
  const { damaged } = await readThrough(path, unicode, known, cellVerdict)
  if (damaged !== undefined) throw damagedList(path, damaged)
  return listIn(path, unicode, known)
}

/** The encoding by which a list agrees with what is known of it. */
async function olderEncoding(path: string, known: KnownRejects): Promise<TextEncoding> {
  const readings: { readonly encoding: TextEncoding; readonly reading: Reading }[] = []
  for (const encoding of OLDER_ENCODINGS) {
    try {
      const reading = await readThrough(path, encoding, known, olderCellVerdict)
      if (reading.damaged === undefined) readings.push({ encoding, reading })
    } catch (error) {
      if (!(error instanceof SourceError || error instanceof UsageError)) throw error
    }
  }
  const [first] = readings
  if (first === undefined) throw unknownEncoding(path, undefined)
  const unchanged = readings.find(({ reading }) => reading.changed === undefined)
  if (unchanged !== undefined) return unchanged.encoding
  const { changed, digest } = first.reading
  if (readings.every(({ reading }) => reading.confirmed && reading.digest === digest)) return first.encoding
  throw unknownEncoding(path, changed)
}

interface CellPlace {
  readonly lineNumber: number
  readonly columnNumber: number
  readonly name: string | undefined
}

/** What a list says in an encoding. */
interface Reading {
  /** The first cell that cannot be as a person left it. */
  readonly damaged: CellPlace | undefined
  /** Whether cells that nobody changed are right, and some of them would be wrong in others. */
  readonly confirmed: boolean
  /** The first cell of those that are not ASCII, and not as they were. */
  readonly changed: CellPlace | undefined
  /** Of all of these. */
  readonly digest: string
}

/** Reads a list to its end, or to the first damage. */
async function readThrough(
  path: string,
  encoding: TextEncoding,
  known: KnownRejects,
  verdictOn: typeof cellVerdict,
): Promise<Reading> {
  let confirmed = false
  let changed: CellPlace | undefined
  const hash = createHash("sha256")
  /** Whether a cell is damaged; what it was is perhaps not known. */
  const isDamaged = (cell: string, originals: readonly string[] | undefined, place: CellPlace): boolean => {
    const verdict = originals === undefined ? "changed" : verdictOn(cell, originals)
    if (!isAscii(cell) && verdict === "same") confirmed = true
    if (!isAscii(cell) && verdict !== "same") {
      changed ??= place
      hash.update(`${place.lineNumber} ${place.columnNumber} ${cell}\0`)
    }
    return verdict === "damaged"
  }
  const damagedAt = (damaged: CellPlace): Reading => ({ damaged, confirmed, changed, digest: "" })
  const list = rejectRows(path, encoding)
  let names: readonly string[] | undefined
  for await (const rows of list.read()) {
    const { layout } = list
    if (layout === undefined) continue
    if (names === undefined) {
      names = [...REJECT_COLUMNS, ...layout.columns]
      for (const [index, name] of layout.columns.entries()) {
        const place = { lineNumber: 1, columnNumber: REJECT_COLUMNS.length + index + 1, name }
        const columns = known.columns.length === 0 ? undefined : known.columns
        if (isDamaged(name, columns, place)) return damagedAt(place)
      }
    }
    for (const row of rows) {
      const originals = known.cellsOf(row.recordNumber, layout)
      const cells = plainCells(row, layout, originals) ?? [row.text]
      for (const [index, cell] of cells.entries()) {
        const place = { lineNumber: row.lineNumber, columnNumber: index + 1, name: names[index] }
        const texts = originals.flatMap((original) => original[index] ?? [])
        const isKnown = texts.length > 0 || known.isAscii(row.recordNumber)
        if (isDamaged(cell, isKnown ? texts : undefined, place)) return damagedAt(place)
      }
    }
  }
  return { damaged: undefined, confirmed, changed, digest: hash.digest("hex") }
}

function listIn(path: string, encoding: TextEncoding, known: KnownRejects): RejectsCsvList {
  const list = rejectRows(path, encoding)
  return {
    get layout() {
      return list.layout
    },
    async *read() {
      for await (const rows of list.read()) {
        const { layout } = list
        if (layout === undefined) continue
        yield rows.map((row) => {
          const { item, recordNumber, text } = row
          return {
            recordNumber,
            item,
            cells: plainCells(row, layout, known.cellsOf(recordNumber, layout)),
            text,
          }
        })
      }
    },
  }
}

/** What the cells of a row say: an apostrophe before a formula is ours, unless the original has it and the list was written before there were any. */
function plainCells(
  { cells: found, item }: FoundRejectRow,
  { columns }: CsvLayout,
  originals: readonly (readonly string[])[],
): readonly string[] | undefined {
  if (found === undefined) return undefined
  const own = found.slice(0, REJECT_COLUMNS.length).map((cell) => withoutFormulaGuard(cell))
  return [...own, ...rejectsCsvFields(item, columns)].map((cell, index) => {
    const asFound = found[index] ?? cell
    return originals.some((original) => original[index] === asFound) ? asFound : cell
  })
}

const WHAT_TO_DO =
  'Nothing was replaced. Save it again as "CSV UTF-8", or, if its text is damaged, move it away and mend the rejects.ndjson beside it'

function unknownEncoding(path: string, place: CellPlace | undefined): SourceError {
  const name = basename(path)
  const what =
    place === undefined
      ? "all that nobody changed would be the same"
      : `the text ${placeText(place)} could be told for certain`
  return new SourceError(
    `Cannot read ${name} as it is not in UTF-8, and there is no encoding in which ${what}. ${WHAT_TO_DO}: the path is ${path}.`,
  )
}

function damagedList(path: string, place: CellPlace): SourceError {
  return new SourceError(
    `Cannot use ${basename(path)} as the text ${placeText(place)} was damaged when the file was saved in another encoding: the other list of the import has what it was. ${WHAT_TO_DO}: the path is ${path}.`,
  )
}

function placeText({ columnNumber, lineNumber, name }: CellPlace): string {
  return `in column ${columnNumber}${name === undefined ? "" : ` (${name})`} on line ${lineNumber}`
}
