import { CSV_DELIMITERS } from "../../sources/formats/csv/csv-delimiter.ts"
import type { CsvDelimiter } from "../../sources/formats/csv/csv-delimiter.ts"
import type { CsvColumns } from "../../sources/formats/csv/csv-columns.ts"
import type { CsvItemMaker } from "../../sources/formats/csv/csv-item-maker.ts"
import { csvLine } from "../../sources/formats/csv/csv-line.ts"
import type { CsvLineEnd } from "../../sources/formats/csv/csv-line-end.ts"
import { csvRecordMaker } from "../../sources/formats/csv/csv-record-maker.ts"
import { csvRowFields } from "../../sources/formats/csv/csv-row-fields.ts"
import type { BadItem, Position } from "../../sources/data-source.ts"
import { excerpt } from "../../sources/formats/text/excerpt.ts"
import { chunkWith } from "../../sources/formats/text/file-item.ts"
import type { FileChunk } from "../../sources/formats/text/file-item.ts"
import { FileReject } from "./file-reject.ts"
import { withoutFormulaGuard } from "../../sources/formats/csv/formula-guard.ts"
import { digestIn } from "../../sources/record-digest.ts"
import { UNKNOWN_ORIGIN, numberIn } from "./reject-origin.ts"
import { ownCells } from "../own-columns.ts"
import type { OwnCells } from "../own-columns.ts"
import { countProblem, rowProblem } from "../../sources/formats/csv/row-problem.ts"
import type { SourceDataRecord } from "../../sources/source-data-record.ts"
import { say } from "../../messages/say.ts"

/**
 * A maker of items for the rows of a list of rejects: each with its origin, the good ones without our own columns.
 *
 * A row with text in `import_raw` held no record when it was written. It does so still if all its original columns are empty, or if
 * it has no more fields than that text, where these are too few, or as many, where they are too many. Empty ones at the end do not count,
 * as a spreadsheet adds them.
 */
export function csvRejectMaker(
  { allNames, columns, ownCount }: CsvColumns,
  delimiter: CsvDelimiter,
  lineEnd: () => CsvLineEnd | undefined,
): CsvItemMaker {
  const makeRecord = csvRecordMaker(columns)
  const columnCount = columns.length
  const own = allNames.slice(0, ownCount)
  const paddingCount = allNames.length - ownCount - columnCount
  const originals = (fields: readonly string[]): readonly string[] =>
    withoutPadding(fields.slice(ownCount), columnCount, paddingCount).map(withoutFormulaGuard)
  const remake = (bytes: Buffer): SourceDataRecord<unknown> =>
    makeRecord(originals(csvRowFields(bytes, delimiter, lineEnd()) ?? []))
  let chunk: FileChunk<SourceDataRecord<unknown>> | undefined
  return (scanner, recordNumber) => {
    const { byteOffset, bytes, lineNumber, rowEnd: endByte, rowStart: startByte, problem: broken } = scanner
    const position = { recordNumber, lineNumber, byteOffset }
    // What stands before a field that cannot be read is right.
    const readable = broken === undefined ? scanner.fields : scanner.fields.slice(0, broken.fieldIndex)
    const cells = ownCells(readable, own)
    const digest = digestIn(cells.import_digest)
    const kept = digest === undefined ? {} : { digest }
    const origin = originIn(cells)
    if (broken !== undefined) {
      const problem = rowProblem(scanner, allNames, [], 0)
      return { position, origin: origin ?? UNKNOWN_ORIGIN, problem, raw: excerpt(scanner.rowBytes), ...kept }
    }
    const fields = originals(readable)
    const raw = cells.import_raw === "" ? csvLine(fields, delimiter) : cells.import_raw
    if (origin === undefined)
      return { position, origin: UNKNOWN_ORIGIN, problem: NO_RECORD_NUMBER, raw, fields }
    const isEmpty = lengthWithoutEnd(fields) === 0
    if (cells.import_raw !== "" && isEmpty)
      return { position, origin, problem: sameProblem(cells.import_reason), raw, fields, ...kept }
    if (fields.length !== columnCount) {
      const problem = rowProblem(scanner, allNames, fields, columnCount)
      if (problem !== undefined) return { position, origin, problem, raw, fields, ...kept }
    }
    const still = uncorrected(fields, cells.import_raw, delimiter)
    if (still !== undefined) return { position, origin, raw, ...still, ...kept }
    chunk = chunkWith(chunk, { bytes, byteOffset, startByte }, remake)
    return new FileReject(chunk, { recordNumber, lineNumber, startByte, endByte }, makeRecord(fields), {
      origin,
      digest,
    })
  }
}

const NO_RECORD_NUMBER: BadItem["problem"] = {
  code: "no-record-number",
  ...say`The row has no whole number from 1 in import_record: give it that of the record it comes from, or put new records into a file of their own.`,
}

function originIn(cells: OwnCells): Position | undefined {
  const number = numberIn(cells.import_record)
  if (number === undefined) return undefined
  const line = numberIn(cells.import_line)
  return { recordNumber: number, ...(line === undefined ? {} : { lineNumber: line }) }
}

const NOT_CORRECTED: BadItem["problem"] = {
  code: "not-corrected",
  ...say`The row holds no record yet: fill its columns with what import_raw says.`,
}

/** The problem that the row was written with, as `import_reason` says it. */
function sameProblem(reason: string): BadItem["problem"] {
  const [, code, message] = /^([a-z][\w-]*): (.+)$/s.exec(reason) ?? []
  return code === undefined || message === undefined ? NOT_CORRECTED : { code, message }
}

/** A row that has not been corrected yet. */
interface Uncorrected {
  readonly problem: BadItem["problem"]
  /** The fields that it had, as they are now: without those that a spreadsheet has added, or with those that it has left out. */
  readonly fields: readonly string[]
}

/** What is still wrong with a row that has as many fields as there are columns; `raw` are those it was written with. */
function uncorrected(
  fields: readonly string[],
  raw: string,
  delimiter: CsvDelimiter,
): Uncorrected | undefined {
  if (raw === "") return undefined
  const count = readingsOf(raw, fields, delimiter).find((found) => !isCorrected(fields, found))?.length
  if (count === undefined) return undefined
  const more = say` It does not look corrected: complete it, or empty import_raw if it is right as it stands.`
  return {
    problem: countProblem(count, fields.length, more),
    fields: Array.from({ length: count }, (_, index) => fields[index] ?? ""),
  }
}

/** Into which fields the text of a row may be split: a spreadsheet may have changed the delimiter of the list, but not within the text. */
function readingsOf(
  raw: string,
  fields: readonly string[],
  delimiter: CsvDelimiter,
): readonly (readonly string[])[] {
  const bytes = Buffer.from(raw)
  const read = (by: CsvDelimiter): readonly string[] => csvRowFields(bytes, by, "\n") ?? []
  const all = [...CSV_DELIMITERS.keys()].map(read).filter((found) => found.length > 0)
  const same = all.filter((found) => isSame(found, fields))
  if (same.length > 0) return same
  const own = read(delimiter)
  if (own.length > 1) return [own]
  const split = all.filter((found) => found.length > 1)
  return split.length > 0 ? split : all.slice(0, 1)
}

/** Whether a row has more than it was found with, where that was too little, or less, where it was too much. */
function isCorrected(fields: readonly string[], found: readonly string[]): boolean {
  const [now, then] = [lengthWithoutEnd(fields), lengthWithoutEnd(found)]
  if (found.length === fields.length) return true
  return found.length < fields.length ? now > then : now !== then
}

/** Whether fields are the same but for empty ones at the end. */
function isSame(one: readonly string[], other: readonly string[]): boolean {
  const length = lengthWithoutEnd(one)
  return length === lengthWithoutEnd(other) && one.slice(0, length).every((text, at) => text === other[at])
}

/** Without the empty fields that a spreadsheet put behind the original columns, in the header too. */
function withoutPadding(
  fields: readonly string[],
  columnCount: number,
  paddingCount: number,
): readonly string[] {
  const end = Math.max(lengthWithoutEnd(fields), columnCount, fields.length - paddingCount)
  return end < fields.length ? fields.slice(0, end) : fields
}

function lengthWithoutEnd(fields: readonly string[]): number {
  return fields.findLastIndex((field) => field !== "") + 1
}
