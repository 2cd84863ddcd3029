import type { GoodItem, Position } from "./data-source.ts"

/** Makes the record that some bytes of a file say. */
export type Remake<Data> = (bytes: Buffer) => Data

/** Where a record was found: its number and line, and its bytes within what was read of the file. */
export interface FoundRecord {
  readonly recordNumber: number
  readonly lineNumber: number
  readonly byteOffset: number
  readonly bytes: Buffer
  readonly startByte: number
  readonly endByte: number
}

/**
 * A record of a file. Once released it holds the record's bytes only, which lie outside the heap, and makes the record again
 * if it is asked for: of the many records that wait for their outcome, few are ever looked at again.
 */
export class FileItem<Data> implements GoodItem<Data> {
  readonly #recordNumber: number
  readonly #lineNumber: number
  readonly #byteOffset: number
  #bytes: Buffer
  #startByte: number
  #endByte: number
  #record: Data | undefined
  readonly #remake: Remake<Data>

  constructor(found: FoundRecord, record: Data, remake: Remake<Data>) {
    this.#recordNumber = found.recordNumber
    this.#lineNumber = found.lineNumber
    this.#byteOffset = found.byteOffset
    this.#bytes = found.bytes
    this.#startByte = found.startByte
    this.#endByte = found.endByte
    this.#record = record
    this.#remake = remake
  }

  get position(): Position {
    return { recordNumber: this.#recordNumber, lineNumber: this.#lineNumber, byteOffset: this.#byteOffset }
  }

  get record(): Data {
    return this.#record ?? this.#remake(this.#bytes.subarray(this.#startByte, this.#endByte))
  }

  release(): void {
    this.#record = undefined
  }

  compact(): void {
    this.#record = undefined
    this.#bytes = Buffer.from(this.#bytes.subarray(this.#startByte, this.#endByte))
    this.#startByte = 0
    this.#endByte = this.#bytes.length
  }
}
