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
import { recordDigest, recordJson, recordText } from "./record-digest.ts"

/**
 * Notes of each record, before a map function may change it, what derived ids are made of: its key, where `idsFrom` names columns. Where a
 * record stands nowhere as bytes, it also notes the record as it was read: of that its digest is made, and that is what is left of it for a list of
 * rejects.
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
  /** What JSON says of a record that a map function may change. */
  readonly #json: string | undefined
  /** The same where JSON cannot say it all: then no list of rejects can hold it. It is hashed only where an id is made of it. */
  readonly #text: string | undefined
  readonly idKey: IdKey | undefined
  #isReleased = false

  constructor(item: GoodItem<Data>, idsFrom: readonly string[] | undefined) {
    this.#item = item
    if (item.digest === undefined) {
      this.#json = recordJson(item.record)
      this.#text = this.#json ?? recordText(item.record)
    }
    this.idKey = idsFrom && (item.idKey ?? idKeyOf(item.record, idsFrom))
  }

  /** A copy, as a map function may change it. */
  get position(): Position {
    return { ...this.#item.position }
  }

  get origin(): Position | undefined {
    return this.#item.origin && { ...this.#item.origin }
  }

  /** Once it was mapped, what JSON said of it before. */
  get record(): Data {
    if (this.#isReleased && this.#json !== undefined) return JSON.parse(this.#json) as Data
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
    this.#isReleased = true
    this.#item.release?.()
  }

  compact(): void {
    this.#item.compact?.()
  }
}
