import type { Position } from "../sources/data-source.ts"
import type { MapFunction, MapResult } from "./map-function.ts"

/** Maps some records before their turn, and remembers what came of it: the map function is called once for each record all the same. */
export class MapAhead<Data> {
  readonly #mapFunction: MapFunction<Data>
  readonly #results = new Map<string, Promise<MapResult>[]>()

  constructor(mapFunction: MapFunction<Data>) {
    this.#mapFunction = mapFunction
  }

  /** Calls the map function, and keeps what it returns or throws. */
  readonly ahead: MapFunction<Data> = (record, position) => {
    const result = this.#called(record, position)
    const key = keyOf(record, position)
    const others = this.#results.get(key)
    if (others === undefined) this.#results.set(key, [result])
    else others.push(result)
    return result
  }

  /** Gives what was kept, once; otherwise calls the map function. */
  readonly mapFunction: MapFunction<Data> = (record, position) => {
    if (this.#results.size === 0) return this.#mapFunction(record, position)
    const key = keyOf(record, position)
    const results = this.#results.get(key) ?? []
    const kept = results.shift()
    if (results.length === 0) this.#results.delete(key)
    return kept ?? this.#mapFunction(record, position)
  }

  /** A promise, whatever the map function does. */
  async #called(record: Data, position: Position): Promise<MapResult> {
    return this.#mapFunction(record, position)
  }
}

/** Several records of a list may have one number. */
function keyOf(record: unknown, { recordNumber }: Position): string {
  return `${recordNumber} ${JSON.stringify(record)}`
}
