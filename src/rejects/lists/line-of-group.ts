import { adviceFor } from "../../accounting/advice.ts"
import { asOurs, say } from "../../messages/say.ts"
import { messagePartsIn } from "../../messages/message-parts-in.ts"
import { LineProblem } from "../../sources/formats/text/line-problem.ts"
import { recordInText } from "../../sources/formats/json/record-in-text.ts"
import { isGroup, isRecord } from "../../sources/source-data-record.ts"
import type { SourceDataRecord } from "../../sources/source-data-record.ts"
import { jsonLine } from "../json-line.ts"
import { ownCells } from "../own-columns.ts"
import type { RejectRow } from "../reject-line.ts"
import { lineOfRow } from "./line-of-row.ts"
import { recordOfRow } from "./record-of-row.ts"
import type { RejectsCsvListRow } from "./rejects-csv-list.ts"

/**
 * What a row of `rejects.csv` says that is one of a group, as a line of its own. The lines of the same record are put together by
 * {@link lineOfGroup}, wherever they stand in the list.
 */
export function lineOfGroupRow(
  row: RejectsCsvListRow,
  ownColumns: readonly string[] | undefined,
  source: string,
): string {
  const line = JSON.parse(lineOfRow(row, undefined, source)) as object
  return jsonLine({ ...line, isAsFound: ownCells(row.cells ?? [], ownColumns).import_raw !== "" })
}

/**
 * The rows of a group, as a line of `rejects.ndjson`: all but the rows is that of the line which the other list has for the same record. If
 * they say the same, that line stays as it is; so does the line of a group that was no record, unless a person has changed a row, moved
 * one, or emptied `import_raw` in all of them.
 *
 * @param columns the names that records of the other list have
 */
export function lineOfGroup(
  rowLines: readonly Buffer[],
  base: Buffer | undefined,
  columns: ReadonlySet<string>,
): string {
  const found = rowLines.map(rowLineIn)
  const known = base === undefined ? undefined : recordInText(base.toString("utf8"))
  // What a person has made no JSON of stays as they left it.
  if (base !== undefined && known instanceof LineProblem) return base.toString("utf8")
  const before = known === undefined || known instanceof LineProblem ? undefined : known
  const rows = withKnownValues(found, before === undefined ? [] : knownRows(before), columns)
  const isSame = rows.length === knownRows(before ?? {}).length && rows.every(({ isKnown }) => isKnown)
  const wasRecord = isGroup(before?.["record"])
  if (base !== undefined && isSame && (wasRecord || found.some(({ isAsFound }) => isAsFound)))
    return base.toString("utf8")
  const { fields: _fields, raw, record: _record, rows: _rows, ...head } = before ?? headIn(rowLines)
  const records = rows.flatMap(({ row }) => (isRecord(row.record) ? [row.record] : []))
  if (records.length === rows.length) return jsonLine({ ...head, record: records })
  const why = { stage: "parse", ...problemOf(rows.map(({ row }) => row)) } as const
  return jsonLine({
    ...head,
    ...why,
    advice: adviceFor(why),
    raw: typeof raw === "string" ? raw : "",
    rows: rows.map(({ row }) => row),
  })
}

interface RowLine {
  readonly row: RejectRow
  /** Whether the list still says how the row was found, which was then no record. */
  readonly isAsFound: boolean
}

function rowLineIn(bytes: Buffer): RowLine {
  const line = JSON.parse(bytes.toString("utf8")) as RejectRow & { readonly isAsFound?: boolean }
  const { code, fields, message, messageParts, raw, record } = line
  const row = isRecord(record) ? { record } : { code, message, messageParts, raw, fields }
  return { row: row as RejectRow, isAsFound: line.isAsFound === true }
}

/** The start of a line for a group of which nothing is known but its rows. */
function headIn(rowLines: readonly Buffer[]): SourceDataRecord<unknown> {
  const { isAsFound: _, ...line } = JSON.parse(
    rowLines[0]?.toString("utf8") ?? "{}",
  ) as SourceDataRecord<unknown>
  const position = { ...(line["position"] as object), rowCount: rowLines.length }
  return { ...line, position }
}

function knownRows({ record, rows }: SourceDataRecord<unknown>): readonly RejectRow[] {
  if (isGroup(record)) return record.map((one) => ({ record: one }))
  return isGroup(rows) ? rows : []
}

interface KnownRow {
  readonly row: RejectRow
  /** Whether it is what the other list has in its place. */
  readonly isKnown: boolean
}

/** Rows that know nothing but text, with the values of the other list where they say the same. */
function withKnownValues(
  rows: readonly RowLine[],
  known: readonly RejectRow[],
  columns: ReadonlySet<string>,
): readonly KnownRow[] {
  const used = new Set<number>()
  const valued = ({ record }: RejectRow, index: number): SourceDataRecord<unknown> | undefined => {
    const before = known[index]?.record
    const found = isRecord(before) ? recordOfRow(record, before, columns) : undefined
    return isRecord(found) ? found : undefined
  }
  return rows.map(({ row }, index) => {
    if (row.record === undefined) {
      const before = known[index]
      const isKnown = before !== undefined && before.record === undefined && haveSameFields(row, before)
      return isKnown ? { row: before, isKnown } : { row, isKnown: false }
    }
    const same = (at: number): boolean => !used.has(at) && valued(row, at) === known[at]?.record
    // In its own place before any other.
    const own = same(index) ? index : known.findIndex((one, at) => one.record !== undefined && same(at))
    if (own >= 0 && known[own]?.record !== undefined) {
      used.add(own)
      return { row: { record: known[own]?.record }, isKnown: own === index }
    }
    return { row: { record: valued(row, index) ?? row.record }, isKnown: false }
  })
}

function haveSameFields({ fields = [] }: RejectRow, { fields: others = [] }: RejectRow): boolean {
  return fields.length === others.length && fields.every((field, index) => field === others[index])
}

/** What is wrong with a group: what is with its first row that is no record. */
function problemOf(rows: readonly RejectRow[]): {
  code: string
  message: string
  messageParts?: RejectRow["messageParts"]
} {
  const index = rows.findIndex(({ record }) => record === undefined)
  const { code = "no-record", message = "", messageParts } = rows[index] ?? {}
  const of = { message, messageParts: messagePartsIn(messageParts, message) }
  if (rows.length === 1) return { code, ...of }
  return { code, ...say`Row ${index + 1} of the ${asOurs(String(rows.length))} in the group: ${of}` }
}
