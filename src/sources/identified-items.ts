import { shortList } from "../messages/short-list.ts"
import { UsageError } from "../errors.ts"
import type {
  AcceptedActions,
  AcceptedAs,
  DataSource,
  GoodItem,
  Position,
  SentAs,
  SourceItem,
} from "./data-source.ts"
import { idKeyOf } from "./id-key.ts"
import type { IdKey } from "./id-key.ts"
import { recordDigest, recordJson, recordText } from "./record-digest.ts"
import { unsayable } from "./unsayable.ts"
import type { Unsayable } from "./unsayable.ts"

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
  if ("problem" in item) return item
  return item.digest === undefined ? new NotedItem(item, idsFrom) : new KeyedItem(item, idsFrom)
}

function checkColumns(idsFrom: readonly string[], { csv, name }: Pick<DataSource, "csv" | "name">): void {
  const unknown = csv && idsFrom.find((column) => !csv.columns.includes(column))
  if (csv === undefined || unknown === undefined) return
  throw new UsageError(
    `Cannot make ids from the column ${JSON.stringify(unknown)}, as ${name} has none of that name. It has: ${shortList(csv.columns)}.`,
  )
}

/** An item with a digest of its own, and its key. */
class KeyedItem<Data> implements GoodItem<Data> {
  readonly #item: GoodItem<Data>
  readonly idKey: IdKey | undefined

  constructor(item: GoodItem<Data>, idsFrom: readonly string[] | undefined) {
    this.#item = item
    this.idKey = idsFrom && (item.idKey ?? idKeyOf(item.record, idsFrom))
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

  get unsayable(): Unsayable | undefined {
    return this.#item.unsayable
  }

  get accepted(): AcceptedActions | undefined {
    return this.#item.accepted
  }

  get acceptedAs(): AcceptedAs | undefined {
    return this.#item.acceptedAs
  }

  get sentAs(): SentAs | undefined {
    return this.#item.sentAs
  }

  get isIdKeyKept(): boolean {
    return this.#item.idKey !== undefined
  }

  digest(): string {
    return this.#item.digest?.() ?? ""
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

/** V8 keeps a character in one byte or in two. */
const MOST_BYTES_OF_CHARACTER = 2

/** An item of a record that stands nowhere as bytes, with what was noted of it: once it was mapped, no more than that is kept. */
class NotedItem<Data> implements GoodItem<Data> {
  readonly position: Position
  readonly origin: Position | undefined
  readonly accepted: AcceptedActions | undefined
  readonly acceptedAs: AcceptedAs | undefined
  readonly idKey: IdKey | undefined
  readonly unsayable: Unsayable | undefined
  /** Undefined once it was let go. */
  #item: GoodItem<Data> | undefined
  /** What JSON says of a record, which a map function or its source may change. */
  readonly #json: string | undefined
  /** The same where JSON cannot say it at all. It is hashed only where an id is made of it. */
  readonly #text: string

  constructor(item: GoodItem<Data>, idsFrom: readonly string[] | undefined) {
    const { record } = item
    this.#item = item
    this.position = item.position
    this.origin = item.origin
    this.accepted = item.accepted
    this.acceptedAs = item.acceptedAs
    this.unsayable = unsayable(record)
    this.#json = recordJson(record)
    this.#text = this.#json ?? recordText(record)
    this.idKey = idsFrom && idKeyOf(record, idsFrom)
  }

  get record(): Data {
    return this.#item === undefined ? (JSON.parse(this.#json ?? "null") as Data) : this.#item.record
  }

  digest(): string {
    return recordDigest(this.#text)
  }

  get keptBytes(): number {
    return MOST_BYTES_OF_CHARACTER * this.#text.length
  }

  release(): void {
    this.#item?.release?.()
    if (this.#json !== undefined) this.#item = undefined
  }

  compact(): void {
    this.#item?.compact?.()
  }
}
