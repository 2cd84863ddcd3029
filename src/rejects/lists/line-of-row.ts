import { adviceFor } from "../../accounting/advice.ts"
import { jsonLine } from "../json-line.ts"
import { LineProblem } from "../../sources/formats/text/line-problem.ts"
import { recordInText } from "../../sources/formats/json/record-in-text.ts"
import { digestOf, originOf } from "../../sources/data-source.ts"
import { ownCells } from "../own-columns.ts"
import { isRecord } from "../../sources/source-data-record.ts"
import { recordOfRow } from "./record-of-row.ts"
import type { RejectsCsvListRow } from "./rejects-csv-list.ts"
import { messagePartsIn } from "../../messages/message-parts-in.ts"
import { say } from "../../messages/say.ts"

/** The code of a reject of which nothing is known but its row. */
export const NO_REASON = "no-reason"

/**
 * What a row of `rejects.csv` says, as a line of `rejects.ndjson`: the record is that of the row, all else that of the line which the
 * other list has for the same record, where it has one. Values that the row has as that line has them keep their types, and a line that
 * says all the same, or is no JSON, stays as it is.
 *
 * @param columns the names that records of the other list have
 */
export function lineOfRow(
  row: Pick<RejectsCsvListRow, "cells" | "item" | "text">,
  base: Buffer | undefined,
  source: string,
  columns: ReadonlySet<string> = new Set(),
): string {
  const { item } = row
  const line = base?.toString("utf8")
  const known = line === undefined ? undefined : recordInText(line, { bigIntegers: "bigint" })
  // What a person has made no JSON of stays as they left it.
  if (known instanceof LineProblem) return line ?? ""
  const { fields, raw, ...withRecord } = known ?? headOf(item, source)
  // In its place, so that a line of which nothing was changed stays as it is.
  if (!("problem" in item)) {
    const record = isRecord(known?.["record"])
      ? recordOfRow(item.record, known["record"], columns)
      : item.record
    return record === known?.["record"] ? (line ?? "") : jsonLine({ ...withRecord, record })
  }
  const { record: _record, ...head } = withRecord
  const { code, message } = item.problem
  // Cells say no more than the text.
  const parts = known?.["message"] === message ? messagePartsIn(known["messageParts"], message) : undefined
  const { messageParts = parts } = item.problem
  const why = { stage: "parse", code, message, messageParts } as const
  return jsonLine({ ...head, ...why, advice: adviceFor(why), ...textOf(row, item, { fields, raw }) })
}

type BadRow = Extract<RejectsCsvListRow["item"], { readonly problem: unknown }>

/** What is kept of a row that holds no record: as long as it says in `import_raw` how it was found, that is what is known of it. */
function textOf(
  { cells = [], text }: Pick<RejectsCsvListRow, "cells" | "text">,
  item: BadRow,
  known: { readonly fields?: unknown; readonly raw?: unknown },
): { readonly fields?: unknown; readonly raw: unknown } {
  const { fields, raw } = item
  if (text !== "") return jsonText(text, fields)
  const isOfRecord = originOf(item).recordNumber > 0
  const isAsFound = isOfRecord && typeof known.raw === "string" && ownCells(cells).import_raw !== ""
  if (!isAsFound) return jsonText(raw, fields)
  // Where all cells are empty, a spreadsheet may have put them there.
  const isEmpty = fields?.every((field) => field === "") ?? true
  return jsonText(known.raw, isEmpty ? known.fields : fields)
}

const jsonText = (raw: unknown, fields: unknown): { readonly fields?: unknown; readonly raw: unknown } =>
  fields === undefined ? { raw } : { raw, fields }

/** The start of a line for a record of which nothing is known but its row. */
function headOf(item: RejectsCsvListRow["item"], source: string): Record<string, unknown> {
  const why = { stage: "api", code: NO_REASON, ...say`no reason is known` } as const
  return {
    state: "rejected",
    source,
    position: originOf(item),
    ...why,
    advice: adviceFor(why),
    digest: digestOf(item),
  }
}
