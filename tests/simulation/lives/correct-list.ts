import { parse } from "csv-parse/sync"
import { stringify } from "./csv-text.ts"
import { correctedFields } from "./story-file.ts"
import type { StoryRecord } from "./story.ts"

type RecordOf = (recordNumber: number) => StoryRecord

/** A `rejects.ndjson` in which a person has corrected the records of these numbers. */
export function correctLines(text: string, numbers: ReadonlySet<number>, recordOf: RecordOf): string {
  return text
    .split("\n")
    .map((line) => {
      if (line === "") return line
      const reject = JSON.parse(line) as { position: { recordNumber: number } }
      const { recordNumber } = reject.position
      if (!numbers.has(recordNumber)) return line
      return JSON.stringify({ ...reject, record: correctedFields(recordOf(recordNumber)) })
    })
    .join("\n")
}

/** The same of a `rejects.csv`, by a program that knows CSV and nothing of us. */
export function correctRows(text: string, numbers: ReadonlySet<number>, recordOf: RecordOf): string {
  const rows: string[][] = parse(text, { bom: true, relax_column_count: true })
  const [header = []] = rows
  return stringify([
    header,
    ...rows.slice(1).map((row) => {
      const number = Number(row[header.indexOf("import_record")])
      if (!numbers.has(number)) return row
      const fields = correctedFields(recordOf(number))
      return header.map((name, index) => fields[name] ?? (name === "import_raw" ? "" : (row[index] ?? "")))
    }),
  ])
}

/** The numbers of the records that a list names. */
export function numbersIn(text: string, kind: "csv" | "ndjson"): number[] {
  if (kind === "ndjson")
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => (isReject(line) ? lineOf(line).position.recordNumber : 0))
  const rows: string[][] = parse(text, { bom: true, relax_column_count: true })
  return rows.slice(1).map(([number]) => Number(number))
}

/** The codes that a `rejects.ndjson` names, by the numbers of the records. */
export function codesIn(text: string): ReadonlyMap<number, string> {
  return new Map(
    text
      .split("\n")
      .filter(isReject)
      .map((line) => {
        const { code, position } = lineOf(line)
        return [position.recordNumber, code] as const
      }),
  )
}

/** The numbers of the records of a `rejects.ndjson` of which something may have been applied. */
export function unknownIn(text: string): ReadonlySet<number> {
  const lines = text.split("\n").filter((line) => /"state":"unknown"|"sent":\[/.test(line))
  return new Set(numbersIn(lines.join("\n"), "ndjson"))
}

/** The values of the records that a list names; "" where it has no record. */
export function valuesIn(text: string, kind: "csv" | "ndjson"): ReadonlyMap<number, string | undefined> {
  if (kind === "ndjson")
    return new Map(
      text
        .split("\n")
        .filter(isReject)
        .map((line) => {
          const { position, record } = lineOf(line)
          return [position.recordNumber, record === undefined ? "" : record.value]
        }),
    )
  const rows: string[][] = parse(text, { bom: true, relax_column_count: true })
  const column = (rows[0] ?? []).indexOf("value")
  return new Map(rows.slice(1).map((row) => [Number(row[0]), row[column]]))
}

interface Line {
  readonly code: string
  readonly position: { readonly recordNumber: number }
  readonly record?: { readonly value?: string }
}

/** Whether a line is one of ours; people may put others behind them. */
const isReject = (line: string): boolean => line.includes('"recordNumber"')
const lineOf = (line: string): Line => JSON.parse(line) as Line
