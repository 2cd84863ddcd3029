import type { GoodItem, Position } from "./data-source.ts"
import { recordDigest } from "./record-digest.ts"

/** Some bytes of a file, and how to make the record again that a part of them says. */
export interface FileChunk<Data> {
  readonly bytes: Buffer
  /** Where `bytes` starts in the file. */
  readonly byteOffset: number
  readonly remake: (bytes: Buffer) => Data
}

/** Where a record stands in its chunk, and in its file. */
export interface FoundRecord {
  readonly recordNumber: number
  readonly lineNumber: number
  /** Within the chunk. */
  readonly startByte: number
  readonly endByte: number
}

/** The chunk of the record that a scanner found: the last one, as long as the record lies in the same bytes. */
export function chunkWith<Data>(
  last: FileChunk<Data> | undefined,
  found: { readonly bytes: Buffer; readonly byteOffset: number; readonly startByte: number },
  remake: (bytes: Buffer) => Data,
): FileChunk<Data> {
  if (last?.bytes === found.bytes) return last
  return { bytes: found.bytes, byteOffset: found.byteOffset - found.startByte, remake }
}

/**
 * A record of a file. Once released it holds the record's bytes only, which lie outside the heap, and makes the record again
 * if it is asked for: of the many records that wait for their outcome, few are ever looked at again.
 */
export class FileItem<Data> implements GoodItem<Data> {
  readonly #recordNumber: number
  readonly #lineNumber: number
  #chunk: FileChunk<Data>
  #startByte: number
  #endByte: number
  #record: Data | undefined

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

  digest(): string {
    return recordDigest(this.#ownBytes)
  }

  release(): void {
    this.#record = undefined
  }

  compact(): void {
    this.#record = undefined
    const { byteOffset, remake } = this.#chunk
    this.#chunk = { bytes: Buffer.from(this.#ownBytes), byteOffset: byteOffset + this.#startByte, remake }
    this.#endByte -= this.#startByte
    this.#startByte = 0
  }

  get #ownBytes(): Buffer {
    return this.#chunk.bytes.subarray(this.#startByte, this.#endByte)
  }
}
