import type { DataSource } from "../sources/data-source.ts"
import type { MapFunction } from "./map-function.ts"

/** Columns that a map function read and that its file does not have: misspelled, perhaps. */
export interface MissingColumns {
  /** The first few of them. */
  readonly names: readonly string[]
  /** The columns that the file has. */
  readonly columns: readonly string[]
}

/** A name that is misspelled is read for each record, as a rule. */
const WATCHED_RECORDS = 1_000
const MAX_NAMES = 20
/** What programs ask any object for, to see what it is. */
const ASKED_OF_ANYTHING = new Set(["callee", "length", "nodeType", "size", "splice", "then", "toJSON"])
/** What a `UserProfile` may have, which a record that is given to it as it is is asked for. */
const OF_A_USER = new Set(["dataFields", "email", "mergeNestedObjects", "preferUserId", "userId"])
/** Whoever asks for this one wants a `UserProfile`, and asks for the others too. */
const OF_A_USER_ALONE = "preferUserId"

/**
 * Notices which columns a map function reads that the file does not have: it gets `undefined` for them, and a field that is
 * `undefined` is not sent.
 *
 * For the first thousand records, it is given copies that inherit from a proxy, which hears of those reads alone that find nothing. To a map
 * function, such a copy is like the record, except that its prototype is another object than `Object.prototype`, which stands behind that.
 * What it reads after its first `await` is not noticed.
 */
export class ColumnWatch<Data> {
  readonly #source: Pick<DataSource, "csv">
  readonly #names = new Set<string>()
  readonly #prototype: object
  /** What the map function has asked for of the present record; undefined outside of it. */
  #asked: Set<string> | undefined

  constructor(source: Pick<DataSource, "csv">) {
    this.#source = source
    this.#prototype = new Proxy(Object.prototype, {
      get: (target, name, receiver): unknown => {
        if (typeof name === "string" && !(name in target)) this.#asked?.add(name)
        return Reflect.get(target, name, receiver)
      },
    })
  }

  /** The map function, watched while it is at work. */
  watched(mapFunction: MapFunction<Data>): MapFunction<Data> {
    let left = WATCHED_RECORDS
    return (record, position) => {
      if (left === 0 || this.#source.csv === undefined || !isWatchable(record))
        return mapFunction(record, position)
      left -= 1
      const copyOf = (row: object): object => Object.setPrototypeOf({ ...row }, this.#prototype) as object
      const copy = (Array.isArray(record) ? record.map(copyOf) : copyOf(record)) as Data
      const asked = new Set<string>()
      this.#asked = asked
      try {
        return mapFunction(copy, position)
      } finally {
        this.#asked = undefined
        const isGivenWhole = asked.has(OF_A_USER_ALONE)
        for (const name of asked) if (!isGivenWhole || !OF_A_USER.has(name)) this.#note(name)
      }
    }
  }

  /** Undefined as long as there are none. */
  get missing(): MissingColumns | undefined {
    const { columns = [] } = this.#source.csv ?? {}
    return this.#names.size === 0 ? undefined : { names: [...this.#names], columns }
  }

  #note(name: string): void {
    if (this.#names.size === MAX_NAMES || ASKED_OF_ANYTHING.has(name)) return
    // A record may lack a column of its file: where the map function, or a person who corrected it, removed it.
    if (this.#source.csv?.columns.includes(name) === false) this.#names.add(name)
  }
}

/** A record, or a group of rows. */
function isWatchable(record: unknown): record is object {
  return Array.isArray(record) ? record.every(isPlain) : isPlain(record)
}

function isPlain(record: unknown): record is object {
  return Object.getPrototypeOf(Object(record)) === Object.prototype
}
