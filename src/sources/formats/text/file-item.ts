import type { GoodItem, Position } from "../../data-source.ts"
import { recordDigest } from "../../record-digest.ts"

/** Some bytes of a file, and how to make the record again that a part of them says. */
export interface FileChunk<Data> {
  readonly bytes: Buffer
  /** Where `bytes` starts in the file. */
  readonly byteOffset: number
  readonly remake: (bytes: Buffer) => Data
  /** Whether BigInts in its records stand for whole numbers. */
  readonly hasBigIntegers?: boolean | undefined
}

/** Where a record stands in its chunk, and in its file. */
export interface FoundRecord {
  readonly recordNumber: number
  readonly lineNumber: number
  /** Within the chunk. */
  readonly startByte: number
  readonly endByte: number
}

const NONE = Buffer.alloc(0)

/** The chunk of the record that a scanner found: the last one, as long as the record lies in the same bytes. */
export function chunkWith<Data>(
  last: FileChunk<Data> | undefined,
  found: { readonly bytes: Buffer; readonly byteOffset: number; readonly startByte: number },
  remake: (bytes: Buffer) => Data,
  hasBigIntegers = false,
): FileChunk<Data> {
  if (last?.bytes === found.bytes) return last
  return { bytes: found.bytes, byteOffset: found.byteOffset - found.startByte, remake, hasBigIntegers }
}

/**
 * A record of a file. Once released it holds the record's bytes only, which lie outside the heap, and makes the record again
 * if it is asked for: of the many records that wait for their outcome, few are ever looked at again.
 */
export class FileItem<Data> implements GoodItem<Data> {
  readonly #recordNumber: number
  readonly #lineNumber: number
  #chunk: FileChunk<Data>
  readonly #startByte: number
  readonly #endByte: number
  #record: Data | undefined
  /** Its own bytes as Latin-1, once it is compact: then its chunk has none. */
  #latin1: string | undefined

  constructor(chunk: FileChunk<Data>, found: FoundRecord, record: Data) {
    this.#chunk = chunk
    this.#recordNumber = found.recordNumber
    this.#lineNumber = found.lineNumber
    this.#startByte = found.startByte
    this.#endByte = found.endByte
    this.#record = record
  }

  get position(): Position {
    return {
      recordNumber: this.#recordNumber,
      lineNumber: this.#lineNumber,
      byteOffset: this.#chunk.byteOffset + this.#startByte,
    }
  }

  get record(): Data {
    return this.#record ?? this.#chunk.remake(this.#ownBytes)
  }

  get hasBigIntegers(): boolean | undefined {
    return this.#chunk.hasBigIntegers
  }

  digest(): string {
    return recordDigest(this.#ownBytes)
  }

  get keptBytes(): number {
    return this.#endByte - this.#startByte
  }

  release(): void {
    this.#record = undefined
  }

  compact(): void {
    this.#record = undefined
    if (this.#latin1 !== undefined) return
    const { byteOffset, bytes, hasBigIntegers, remake } = this.#chunk
    this.#latin1 = bytes.toString("latin1", this.#startByte, this.#endByte)
    this.#chunk = { bytes: NONE, byteOffset, remake, hasBigIntegers }
  }

  get #ownBytes(): Buffer {
    if (this.#latin1 !== undefined) return Buffer.from(this.#latin1, "latin1")
    return this.#chunk.bytes.subarray(this.#startByte, this.#endByte)
  }
}
