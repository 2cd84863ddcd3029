import type { KnownList, StoredList } from "./stored-list.ts"

/** Holds the lists of a project; ids count up, and that of a deleted list does not come again. */
export class ListStore {
  readonly #byId = new Map<number, StoredList>()
  readonly #all: StoredList[] = []
  #nextId = 1

  constructor(known: readonly KnownList[], atMs: number) {
    for (const list of known) this.add(list, { createdAtMs: atMs, validFromMs: atMs })
  }

  get count(): number {
    return this.#byId.size
  }

  /** The id that the next new list gets. */
  get nextId(): number {
    return this.#nextId
  }

  find(id: number): StoredList | null {
    return this.#byId.get(id) ?? null
  }

  /** Finds a list, also one that was deleted since. */
  byNumber(number: number): StoredList | null {
    return this.#all[number - 1] ?? null
  }

  add(list: KnownList, times: Pick<StoredList, "createdAtMs" | "validFromMs">): StoredList {
    const stored: StoredList = {
      number: this.#all.length + 1,
      description: null,
      listType: "Standard",
      channelId: 1,
      isInUse: false,
      isGlobalSuppressionEnabled: false,
      ...list,
      ...times,
    }
    this.#byId.set(list.id, stored)
    this.#all.push(stored)
    this.#nextId = Math.max(this.#nextId, list.id + 1)
    return stored
  }

  remove(list: StoredList): void {
    this.#byId.delete(list.id)
  }

  /** All lists in the order in which they appeared. */
  all(): IterableIterator<StoredList> {
    return this.#byId.values()
  }
}
