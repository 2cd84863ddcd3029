import { UsageError } from "../errors.ts"
import type {
  AcceptedActions,
  AcceptedAs,
  DataSource,
  GoodItem,
  Position,
  SourceItem,
} from "./data-source.ts"
import { idKeyOf } from "./id-key.ts"
import type { IdKey } from "./id-key.ts"
import { recordDigest, recordText } from "./record-digest.ts"

/**
 * Notes of each record, before a map function may change it, what derived ids are made of: its key, where `idsFrom` names columns, and
 * a digest, where it has none yet.
 *
 * @throws {@link UsageError} if a CSV file has no such column.
 */
export async function* identifiedItems<Data>(
  arrays: AsyncIterable<readonly SourceItem<Data>[]>,
  idsFrom: readonly string[] | undefined,
  source: Pick<DataSource, "csv" | "name">,
): AsyncGenerator<readonly SourceItem<Data>[], void, undefined> {
  let isChecked = idsFrom === undefined
  for await (const items of arrays) {
    if (!isChecked) checkColumns(idsFrom ?? [], source)
    isChecked = true
    yield items.every((item) => isIdentified(item, idsFrom))
      ? items
      : items.map((item) => identified(item, idsFrom))
  }
}

function isIdentified(item: SourceItem<unknown>, idsFrom: readonly string[] | undefined): boolean {
  return "problem" in item || (item.digest !== undefined && idsFrom === undefined)
}

function identified<Data>(item: SourceItem<Data>, idsFrom: readonly string[] | undefined): SourceItem<Data> {
  return "problem" in item ? item : new IdentifiedItem(item, idsFrom)
}

function checkColumns(idsFrom: readonly string[], { csv, name }: Pick<DataSource, "csv" | "name">): void {
  const unknown = csv && idsFrom.find((column) => !csv.columns.includes(column))
  if (csv === undefined || unknown === undefined) return
  throw new UsageError(
    `Cannot make ids from the column ${JSON.stringify(unknown)}, as ${name} has none of that name. It has: ${csv.columns.join(", ")}.`,
  )
}

/** An item of any source, with what was noted of its record. */
class IdentifiedItem<Data> implements GoodItem<Data> {
  readonly #item: GoodItem<Data>
  /** What is left of a record that a map function may change: it is hashed only where an id is made of it. */
  readonly #text: string | undefined
  readonly idKey: IdKey | undefined

  constructor(item: GoodItem<Data>, idsFrom: readonly string[] | undefined) {
    this.#item = item
    this.#text = item.digest === undefined ? recordText(item.record) : undefined
    this.idKey = idsFrom && idKeyOf(item.record, idsFrom)
  }

  get position(): Position {
    return this.#item.position
  }

  get origin(): Position | undefined {
    return this.#item.origin
  }

  get record(): Data {
    return this.#item.record
  }

  get accepted(): AcceptedActions | undefined {
    return this.#item.accepted
  }

  get acceptedAs(): AcceptedAs | undefined {
    return this.#item.acceptedAs
  }

  digest(): string {
    return this.#text === undefined ? (this.#item.digest?.() ?? "") : recordDigest(this.#text)
  }

  get keptBytes(): number | undefined {
    return this.#item.keptBytes
  }

  release(): void {
    this.#item.release?.()
  }

  compact(): void {
    this.#item.compact?.()
  }
}
