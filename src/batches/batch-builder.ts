import type { Channel } from "../api/channel.ts"
import type { BufferPool } from "./buffer-pool.ts"
import type { Batch, BatchEntry } from "./batch.ts"
import type { EncodedAction } from "./encoded-action.ts"

const FIRST_CAPACITY_BYTES = 4096
/** No UTF-16 unit takes more bytes than this in UTF-8. */
const MAX_BYTES_PER_UNIT = 3

/** Puts one batch together, writing each action's bytes as it comes, so that its size is known exactly at any time. */
export class BatchBuilder {
  readonly #channel: Channel
  readonly #maxBytes: number
  readonly #pool: BufferPool
  #bytes: Buffer
  /** Bytes written so far; the closing of the envelope is not among them but is always reckoned with. */
  #length: number
  readonly #entries: BatchEntry[] = []
  readonly #marks: number[] = []

  constructor(channel: Channel, maxBytes: number, pool: BufferPool) {
    this.#channel = channel
    this.#maxBytes = maxBytes
    this.#pool = pool
    this.#bytes = pool.take(FIRST_CAPACITY_BYTES)
    this.#length = this.#bytes.write(this.#opening, 0)
  }

  get count(): number {
    return this.#entries.length
  }

  /** Adds an action if the body stays within its limit, else returns false and changes nothing. */
  add({ placed, marks, idempotent, json, mergedFrom }: EncodedAction): boolean {
    const separatorBytes = this.#entries.length === 0 ? 0 : 1
    const roomBytes = this.#maxBytes - this.#length - separatorBytes - this.#closing.length
    // Counting bytes takes time; most text is short enough to be sure without.
    if (json.length * MAX_BYTES_PER_UNIT > roomBytes && Buffer.byteLength(json) > roomBytes) return false
    this.#reserve(this.#length + separatorBytes + json.length * MAX_BYTES_PER_UNIT + this.#closing.length)
    if (separatorBytes === 1) this.#bytes[this.#length] = 0x2c
    const startByte = this.#length + separatorBytes
    const endByte = startByte + this.#bytes.write(json, startByte, "utf8")
    this.#length = endByte
    const { item, actionIndex, actionCount, kind } = placed
    this.#entries.push({ item, actionIndex, actionCount, kind, idempotent, startByte, endByte, mergedFrom })
    for (const mark of marks) this.#marks.push(mark)
    return true
  }

  /** The batch. The builder is spent after this. */
  build(): Batch {
    const endByte = this.#length + this.#bytes.write(this.#closing, this.#length)
    const bytes = this.#bytes.subarray(0, endByte)
    return { channel: this.#channel, entries: this.#entries, bytes, buffer: this.#bytes, marks: this.#marks }
  }

  get #opening(): string {
    return this.#channel.envelope?.opening ?? ""
  }

  get #closing(): string {
    return this.#channel.envelope?.closing ?? ""
  }

  #reserve(capacityBytes: number): void {
    if (capacityBytes <= this.#bytes.length) return
    const larger = this.#pool.take(Math.max(capacityBytes, this.#bytes.length * 2))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#pool.give(this.#bytes)
    this.#bytes = larger
  }
}

/** Whether a request body that holds nothing but this action stays within a limit. */
export function fitsAlone(channel: Channel, json: string, maxBytes: number): boolean {
  // Counting bytes takes time; most actions are far from the limit.
  const mostBytes = aroundBytes(channel) + json.length * MAX_BYTES_PER_UNIT
  return mostBytes <= maxBytes || bodyBytesAlone(channel, json) <= maxBytes
}

/** The size of a request body that holds nothing but this action. */
export function bodyBytesAlone(channel: Channel, json: string): number {
  return aroundBytes(channel) + Buffer.byteLength(json)
}

function aroundBytes({ envelope }: Channel): number {
  return envelope === undefined ? 0 : envelope.opening.length + envelope.closing.length
}
