import type { GoodItem, Position } from "../data-source.ts"
import { digestOf } from "../data-source.ts"
import type { SourceItem } from "../data-source.ts"
import { recordDigest } from "../record-digest.ts"

/** Rows that belong together, as one record: the array of them. */
export class GroupItem<Row> implements GoodItem<readonly Row[]> {
  readonly #rows: readonly GoodItem<Row>[]
  readonly position: Position
  readonly origin: Position | undefined
  /** Undefined once it was let go. */
  #record: readonly Row[] | undefined

  /** @param rows at least one */
  constructor(rows: readonly GoodItem<Row>[], position: Position, origin: Position | undefined) {
    this.#rows = rows
    this.position = position
    this.origin = origin
  }

  get record(): readonly Row[] {
    return (this.#record ??= this.#rows.map(({ record }) => record))
  }

  digest(): string {
    return groupDigest(this.#rows)
  }

  get keptBytes(): number {
    return this.#rows.reduce((sum, { keptBytes = 0 }) => sum + keptBytes, 0)
  }

  release(): void {
    this.#record = undefined
    for (const row of this.#rows) row.release?.()
  }

  compact(): void {
    this.#record = undefined
    for (const row of this.#rows) row.compact?.()
  }
}

/** The digest of a group, as it was first read; a list of rejects says it in each of its rows. */
export function groupDigest(rows: readonly SourceItem<unknown>[]): string {
  const [first] = rows
  if (first?.origin !== undefined) return digestOf(first) ?? ""
  return rows.reduce(digestWith, "")
}

/** The digest of some rows and one more. */
export function digestWith(digest: string, row: SourceItem<unknown>): string {
  return recordDigest(`${digest}\n${digestOf(row) ?? ""}`)
}
