import type { SourceItem } from "../data-source.ts"
import { idKeyOf } from "../id-key.ts"
import type { RepeatedIds } from "../repeated-ids.ts"
import { OpenGroup, rowBytes } from "./open-group.ts"

/** How rows are put together. */
export interface GroupSettings {
  /** The column, or a path within objects. */
  readonly column: string
  /** Where a row of CSV that is no record has the column among its fields. */
  readonly fieldIndex: number | undefined
  readonly maxBytes: number
  /** The values of the groups before. */
  readonly values: RepeatedIds
}

/** What a row says of its group: a value, nothing, or, as it cannot be read, nobody knows what. */
type RowValue = string | typeof EMPTY | typeof UNREADABLE
const EMPTY = Symbol("empty")
const UNREADABLE = Symbol("unreadable")

interface BetweenRow<Row> {
  readonly row: SourceItem<Row>
  readonly value: RowValue
}

/** So many rows that are no records wait for one that shows where they belong. */
const MAX_BETWEEN = 100

/**
 * Puts rows together that stand next to each other and have the same value in a column.
 *
 * No row is left out: each is in one group, good or bad, in order. A row that cannot be read belongs to the group around it; at the end of a
 * group it may belong to that or to the next one, so that both are bad. If its value can be told, it belongs where that says.
 */
export class RowGroups<Row> {
  readonly #settings: GroupSettings
  #open: OpenGroup<Row> | undefined
  /** Rows that are no records behind the open group, the first of which seems to have another value. */
  #between: BetweenRow<Row>[] = []
  #betweenBytes = 0
  #whole: OpenGroup<Row>[] = []

  constructor(settings: GroupSettings) {
    this.#settings = settings
  }

  /** Takes the next row. */
  take(row: SourceItem<Row>): void {
    const value = this.#valueOf(row)
    if (!("problem" in row) && typeof value === "string") {
      this.#placeBetween(value)
      if (this.#open?.value !== value) this.#begin(value)
      this.#open?.add(row)
      if (this.#open !== undefined) this.#open.isEndDoubtful = false
    } else if (this.#between.length === 0 && (typeof value === "symbol" || value === this.#open?.value))
      this.#place({ row, value })
    else {
      this.#between.push({ row, value })
      this.#betweenBytes += rowBytes(row)
      if (this.#between.length >= MAX_BETWEEN || this.#betweenBytes > this.#settings.maxBytes)
        this.#placeBetween(undefined)
    }
  }

  /** That there are no further rows. */
  end(): void {
    this.#placeBetween(undefined)
    this.#close()
  }

  /** The groups that are whole since this was called last. */
  takeWhole(): readonly OpenGroup<Row>[] {
    const whole = this.#whole
    this.#whole = []
    return whole
  }

  #valueOf(row: SourceItem<Row>): RowValue {
    const { column, fieldIndex } = this.#settings
    const { origin } = row
    // In a list of rejects, those belong together that were one record before.
    if (origin !== undefined) return origin.recordNumber === 0 ? UNREADABLE : `record ${origin.recordNumber}`
    if ("problem" in row) {
      const text = fieldIndex === undefined ? "" : (row.fields?.[fieldIndex] ?? "")
      return text.trim() === "" ? UNREADABLE : JSON.stringify([text])
    }
    const key = idKeyOf(row.record, [column])
    return typeof key === "string" ? key : EMPTY
  }

  /** Finds places for the rows that waited. @param next the value of the next row; undefined: not known */
  #placeBetween(next: string | undefined): void {
    if (this.#between.length === 0) return
    const between = this.#between
    this.#between = []
    this.#betweenBytes = 0
    const { value } = this.#open ?? {}
    const lastOwn =
      next !== undefined && next === value
        ? between.length - 1
        : between.findLastIndex((one) => typeof value === "string" && one.value === value)
    for (const [index, one] of between.entries())
      if (index <= lastOwn) this.#open?.add(one.row)
      else this.#place(one)
  }

  #place({ row, value }: BetweenRow<Row>): void {
    if (typeof value === "string" && this.#open?.value !== value) this.#begin(value)
    if (this.#open === undefined) this.#begin(undefined)
    this.#open?.add(row, value === EMPTY)
    if (this.#open !== undefined) this.#open.isEndDoubtful = value === UNREADABLE
  }

  #begin(value: string | undefined): void {
    const isDoubtful = this.#open?.isEndDoubtful ?? false
    this.#close()
    const isRepeated = value === undefined ? "no" : this.#settings.values.look(value)
    const { column, maxBytes } = this.#settings
    this.#open = new OpenGroup(value, { column, isDoubtful, isApart: isRepeated === "yes", maxBytes })
  }

  #close(): void {
    if (this.#open !== undefined) this.#whole.push(this.#open)
    this.#open = undefined
  }
}
