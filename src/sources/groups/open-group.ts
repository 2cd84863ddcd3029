import { asNames, asOurs, say } from "../../messages/say.ts"
import type { BadItem, GoodItem, Position, SourceItem } from "../data-source.ts"
import { excerpt } from "../formats/text/excerpt.ts"
import { sizeText } from "../formats/text/too-large-problem.ts"
import { recordText } from "../record-digest.ts"
import { GroupItem, digestWith, groupDigest } from "./group-item.ts"

/** More rows are no group that anybody can mean, and take much memory. */
const MAX_ROWS = 100_000

/** What is known of a group when it begins. */
export interface GroupStart {
  /** The column that makes the groups. */
  readonly column: string
  readonly maxBytes: number
  /** Whether a row before it, which cannot be read, may belong to it. */
  readonly isDoubtful: boolean
  /** Whether an earlier group has the same value. */
  readonly isApart: boolean
}

/** A group to which rows are still added. */
export class OpenGroup<Row> {
  /** Undefined: none of its rows says one. */
  readonly value: string | undefined
  /** Whether its last row cannot be read, so that it may belong to the next group. */
  isEndDoubtful = false
  rowCount = 0
  readonly #start: GroupStart
  #rows: SourceItem<Row>[] = []
  #bytes = 0
  #first: SourceItem<Row> | undefined
  #last: SourceItem<Row> | undefined
  /** Why it is none that can be imported: what is wrong with its first bad row. */
  #fault: { readonly problem: BadItem["problem"]; readonly row: SourceItem<Row> } | undefined
  /** The digest of all rows, once there are too many to be kept. */
  #digest: string | undefined

  constructor(value: string | undefined, start: GroupStart) {
    this.value = value
    this.#start = start
  }

  /** @param isWithoutValue whether the row does not say to which group it belongs */
  add(row: SourceItem<Row>, isWithoutValue = false): void {
    this.rowCount += 1
    this.#first ??= row
    this.#last = row
    this.#bytes += rowBytes(row)
    if ("problem" in row) this.#fault ??= { problem: row.problem, row }
    else if (isWithoutValue) this.#fault ??= { problem: withoutValue(this.#start.column), row }
    if (this.#digest !== undefined) {
      this.#digest = digestWith(this.#digest, row)
      return
    }
    this.#rows.push(row)
    if (this.#bytes <= this.#start.maxBytes && this.rowCount <= MAX_ROWS) return
    this.#digest = groupDigest(this.#rows)
    this.#rows = []
  }

  /** The group as a record. */
  item(recordNumber: number): SourceItem<readonly Row[]> {
    const { rowCount } = this
    const position = { recordNumber, ...this.#where(), rowCount }
    const origin = this.#first?.origin && { ...this.#first.origin, rowCount }
    const rows = this.#rows
    const problem = this.#problem()
    if (problem === undefined && areGood(rows)) return new GroupItem(rows, position, origin)
    return {
      position,
      ...(origin === undefined ? {} : { origin }),
      problem: problem ?? withoutValue(this.#start.column),
      raw: rowText(this.#fault?.row ?? this.#first),
      ...(this.#digest === undefined ? { rows } : {}),
      digest: this.#digest ?? groupDigest(rows),
    }
  }

  #where(): Omit<Position, "recordNumber"> {
    const { byteOffset, lineNumber } = this.#first?.position ?? {}
    const { lineNumber: lastLineNumber } = this.#last?.position ?? {}
    return {
      ...(lineNumber === undefined ? {} : { lineNumber }),
      ...(lastLineNumber === undefined || lastLineNumber === lineNumber ? {} : { lastLineNumber }),
      ...(byteOffset === undefined ? {} : { byteOffset }),
    }
  }

  #problem(): BadItem["problem"] | undefined {
    const { column, isApart, isDoubtful, maxBytes } = this.#start
    const name = asNames(JSON.stringify(column))
    if (this.#digest !== undefined) {
      const limit = asOurs(`${sizeText(maxBytes)} or ${MAX_ROWS.toLocaleString("en-US")} rows`)
      const what = say`The group has ${this.rowCount} rows, which is more than ${limit}: is ${name} the right column?`
      return { code: "record-too-large", ...what }
    }
    if (this.#fault !== undefined) return this.#problemOfRow(this.#fault)
    if (isDoubtful)
      return {
        code: "doubtful-group",
        ...say`The row before the group cannot be read, and may belong to it.`,
      }
    if (!isApart) return undefined
    const what = say`Rows with the same ${name} stand further up, with others in between: the group may be a part of that one.`
    return { code: "rows-apart", ...what }
  }

  #problemOfRow({
    problem,
    row,
  }: {
    readonly problem: BadItem["problem"]
    readonly row: SourceItem<Row>
  }): BadItem["problem"] {
    if (this.rowCount === 1) return problem
    const { code, message, messageParts } = problem
    const { lineNumber } = row.position
    const line = lineNumber === undefined ? say`` : say` on line ${lineNumber}`
    const number = this.#rows.indexOf(row) + 1
    return {
      code,
      ...say`Row ${number} of the ${this.rowCount} in the group,${line}: ${{ message, messageParts }}`,
    }
  }
}

function withoutValue(column: string): BadItem["problem"] {
  const name = asNames(JSON.stringify(column))
  return {
    code: "empty-group-value",
    ...say`${name} is empty, or not there, so that it is not known to which group the row belongs.`,
  }
}

/** How many bytes a row has, about. */
export function rowBytes(row: SourceItem<unknown>): number {
  if (!("problem" in row)) return row.keptBytes ?? Buffer.byteLength(recordText(row.record))
  return row.raw.length + (row.fields ?? []).reduce((sum, { length }) => sum + length, 0)
}

function areGood<Row>(rows: readonly SourceItem<Row>[]): rows is readonly GoodItem<Row>[] {
  return rows.every((row) => !("problem" in row))
}

function rowText(row: SourceItem<unknown> | undefined): string {
  if (row === undefined) return ""
  return "problem" in row ? row.raw : excerpt(Buffer.from(recordText(row.record)))
}
