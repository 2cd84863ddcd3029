import type { DataSource } from "../sources/data-source.ts"
import { nearestColumn } from "../resources/nearest-column.ts"
import { ALIKE_AT_START } from "./alike-start.ts"
import type { MapFunction } from "./map-function.ts"

/** Columns that a map function read and that its file does not have: misspelled, perhaps. */
export interface MissingColumns {
  /** The first few of them. */
  readonly names: readonly string[]
  /** The columns that the file has. */
  readonly columns: readonly string[]
  /** Which of these was probably meant, by the name that was read; those are missing that are like none. */
  readonly nearest?: Readonly<Record<string, string>>
}

/** A name that is misspelled is read for each record, as a rule. */
const WATCHED_RECORDS = 1_000
/** If records are no rows, their names alone tell what is missing at the start. */
const WATCHED_WITHOUT_COLUMNS = ALIKE_AT_START
const MAX_NAMES = 20
const MAX_KNOWN_NAMES = 1_000
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
 * For the first thousand records (of files without columns, the first 200), it is given copies that inherit from a proxy, which hears of those reads alone that find nothing. To a map
 * function, such a copy is like the record, except that its prototype is another object than `Object.prototype`, which stands behind that.
 * What it reads after its first `await` is not noticed.
 */
export class ColumnWatch<Data> {
  readonly #source: Pick<DataSource, "csv" | "format">
  readonly #names = new Set<string>()
  /** Without columns: what records were asked for and lack, and what they have. */
  readonly #lacking = new Set<string>()
  readonly #known = new Set<string>()
  readonly #prototype: object
  /** What the map function has asked for of the present record; undefined outside of it. */
  #asked: Set<string> | undefined

  constructor(source: Pick<DataSource, "csv" | "format">) {
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
      const { csv, format } = this.#source
      if (left === 0 || (csv ?? format) === undefined || !isPlain(record))
        return mapFunction(record, position)
      left -= 1
      if (csv === undefined) {
        left = Math.min(left, WATCHED_WITHOUT_COLUMNS - 1)
        for (const name in record) if (this.#known.size < MAX_KNOWN_NAMES) this.#known.add(name)
      }
      const copy = Object.setPrototypeOf({ ...record }, this.#prototype) as Data
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
    return missingIn([...this.#names], columns)
  }

  /** Of a CSV file what is missing; else what the first records all lack. Undefined as long as there is nothing. */
  get unmet(): MissingColumns | undefined {
    if (this.#source.csv !== undefined) return this.missing
    const names = [...this.#lacking].filter((name) => !this.#known.has(name))
    return missingIn(names, [...this.#known])
  }

  #note(name: string): void {
    const { csv } = this.#source
    if (csv === undefined) {
      if (this.#lacking.size < MAX_NAMES && !ASKED_OF_ANYTHING.has(name)) this.#lacking.add(name)
      return
    }
    if (this.#names.size === MAX_NAMES || ASKED_OF_ANYTHING.has(name)) return
    // A record may lack a column of its file: where the map function, or a person who corrected it, removed it.
    if (!csv.columns.includes(name)) this.#names.add(name)
  }
}

function missingIn(names: readonly string[], columns: readonly string[]): MissingColumns | undefined {
  if (names.length === 0) return undefined
  const nearest = names.flatMap((name) => {
    const column = nearestColumn(name, columns)
    return column === undefined ? [] : [[name, column] as const]
  })
  return { names, columns, ...(nearest.length === 0 ? {} : { nearest: Object.fromEntries(nearest) }) }
}

function isPlain(record: unknown): record is object {
  return Object.getPrototypeOf(Object(record)) === Object.prototype
}
