import type { Dice } from "../../kit/seeded-random.ts"

/** What a person does to a list of rejects while its import is stopped, or was killed. */
export interface ListEdit {
  readonly list: "csv" | "ndjson"
  /** A correction that is as long as what it replaces, or lines at the end. */
  readonly kind: "same-length" | "append"
}

/** A list that a person has edited. */
export interface EditedList {
  readonly text: string
  /** What they have typed, line by line. */
  readonly typed: readonly string[]
  /** What the corrected records say now, by their numbers. */
  readonly values: ReadonlyMap<number, string>
}

/**
 * Edits a list, of which so many bytes count: what a killed run has written behind them is written anew, so that nobody corrects that.
 * Undefined where there is nothing to edit.
 */
export function editList(
  bytes: Buffer,
  keepBytes: number,
  { kind, list, wasKilled }: ListEdit & { readonly wasKilled: boolean },
  dice: Dice,
): EditedList | undefined {
  const [head, tail] = [bytes.subarray(0, keepBytes).toString(), bytes.subarray(keepBytes).toString()]
  const lines = head.split("\n").slice(0, -1)
  if (kind === "append") {
    const last = lines.at(-1) ?? ""
    const own = list === "csv" ? ["99999,,,,,,mine", "mine"] : ['{"mine":1}', "mine"]
    // Behind what counts after a kill, a copy with another number may be what the killed run wrote: nobody can tell.
    const copy = wasKilled ? last : withNumber(last, 99_999)
    const line = dice.pick([last, copy, ...own])
    const start = tail === "" || tail.endsWith("\n") ? "" : "\n"
    return { text: `${head}${tail}${start}${line}\n`, typed: [line], values: new Map() }
  }
  const typed: string[] = []
  const values = new Map<number, string>()
  const edited = lines.map((line) => {
    const found = list === "csv" ? inRow(line) : inLine(line)
    if (found === undefined || !dice.chance(0.5)) return line
    typed.push(found.line)
    values.set(found.number, found.value)
    return found.line
  })
  const text = `${edited.map((line) => `${line}\n`).join("")}${tail}`
  return values.size === 0 ? undefined : { text, typed, values }
}

/** A copy of a line or row that says to be that of another record. */
function withNumber(line: string, recordNumber: number): string {
  return line.replace(/(?<="recordNumber":)\d+|^\d+(?=,)/, String(recordNumber))
}

interface Correction {
  readonly line: string
  readonly number: number
  readonly value: string
}

const correctedValue = (value: string): string => `X${value.slice(1)}`

function inLine(line: string): Correction | undefined {
  const reject = JSON.parse(line) as { position: { recordNumber: number }; record?: { value: string } }
  if (reject.record === undefined) return undefined
  const value = correctedValue(reject.record.value)
  const edited = JSON.stringify({ ...reject, record: { ...reject.record, value } })
  return edited.length === line.length
    ? { line: edited, number: reject.position.recordNumber, value }
    : undefined
}

/** Of rows that need no quotes. */
function inRow(line: string): Correction | undefined {
  const found = /^(?<number>\d+),(?<start>.*,)(?<value>Rome|v\d+),(?<bad>throws|type|)$/.exec(line)?.groups
  if (found === undefined) return undefined
  const value = correctedValue(found["value"] ?? "")
  const edited = `${found["number"]},${found["start"]}${value},${found["bad"]}`
  return { line: edited, number: Number(found["number"]), value }
}
