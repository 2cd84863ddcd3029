import type { Rejection } from "../actions/outcome.ts"
import type { Endpoint, Envelope } from "../endpoints/endpoint.ts"
import { JsonWriter } from "../json/json-writer.ts"
import type { MappedAction } from "../mapping/mapped-records.ts"
import { encodedDigest, NO_DIGEST } from "./action-digest.ts"
import type { BufferPool } from "./buffer-pool.ts"
import type { Batch, BatchEntry } from "./batch.ts"
import { needsId } from "../kinds/kind.ts"
import type { Encode } from "./encode-mapped.ts"
import type { EncodedAction } from "./encoded-action.ts"
import { bytesInBatch } from "./bytes-in-batch.ts"

const FIRST_CAPACITY_BYTES = 4096
const COMMA = 0x2c

/** Puts one batch together, writing each action's bytes as it comes, so that its size is known exactly at any time. */
export class BatchBuilder {
  readonly #endpoint: Endpoint
  readonly #group: string | undefined
  readonly #envelope: Envelope | undefined
  /** How large the body may be without the closing of its envelope. */
  readonly #maxLength: number
  readonly #writer: JsonWriter
  readonly #entries: BatchEntry[] = []
  readonly #marks: number[] = []
  #keptBytes = 0

  constructor(endpoint: Endpoint, group: string | undefined, maxBytes: number, pool: BufferPool) {
    this.#endpoint = endpoint
    this.#group = group
    this.#envelope = endpoint.envelope?.(group)
    this.#maxLength = maxBytes - Buffer.byteLength(this.#envelope?.closing ?? "")
    this.#writer = new JsonWriter(pool.take(FIRST_CAPACITY_BYTES), (full, minBytes) => {
      const larger = pool.take(Math.max(minBytes, full.length * 2))
      full.copy(larger)
      pool.give(full)
      return larger
    })
    this.#writer.raw(this.#envelope?.opening ?? "")
  }

  get count(): number {
    return this.#entries.length
  }

  /** What all that was added keeps in memory. */
  get keptBytes(): number {
    return this.#keptBytes
  }

  /**
   * Encodes an action right into the body. Where the body would go over its limit, the encoded action is given back; where
   * the action cannot be sent, the reason. Nothing has changed then.
   */
  write(
    mapped: MappedAction,
    marks: readonly number[],
    encode: Encode,
  ): EncodedAction | Rejection | undefined {
    const writer = this.#writer
    const { length } = writer
    this.#separate()
    const startByte = writer.length
    const idempotent = encode(mapped, writer)
    if (typeof idempotent === "boolean" && writer.length <= this.#maxLength) {
      this.#enter(mapped, marks, idempotent, startByte)
      return undefined
    }
    const latin1 = writer.latin1From(startByte)
    writer.length = length
    return typeof idempotent === "boolean" ? { mapped, marks, idempotent, latin1 } : idempotent
  }

  /** Adds an encoded action if the body stays within its limit, else returns false and changes nothing. */
  add({ mapped, marks, idempotent, latin1, mergedBytes = 0, mergedFrom }: EncodedAction): boolean {
    const writer = this.#writer
    const { length } = writer
    this.#separate()
    const startByte = writer.length
    if (startByte + latin1.length > this.#maxLength) {
      writer.length = length
      return false
    }
    writer.latin1(latin1)
    this.#enter(mapped, marks, idempotent, startByte, mergedFrom)
    this.#keptBytes += mergedBytes
    return true
  }

  /** The batch. The builder is spent after this. */
  build(): Batch {
    this.#writer.raw(this.#envelope?.closing ?? "")
    const { bytes: buffer, length } = this.#writer
    const bytes = buffer.subarray(0, length)
    const keptBytes = this.#keptBytes
    const [endpoint, group] = [this.#endpoint, this.#group]
    return { endpoint, group, entries: this.#entries, bytes, buffer, marks: this.#marks, keptBytes }
  }

  #separate(): void {
    if (this.#entries.length > 0) this.#writer.mark(COMMA)
  }

  /** Notes what was written last. */
  #enter(
    mapped: MappedAction,
    marks: readonly number[],
    idempotent: boolean,
    startByte: number,
    mergedFrom?: readonly EncodedAction[],
  ): void {
    const { item, actionIndex, actionCount, kind, group, ordinal } = mapped
    const endByte = this.#writer.length
    this.#keptBytes += bytesInBatch(mapped, endByte - startByte)
    // A record of one action is never accepted in part.
    const digest =
      actionCount === 1
        ? NO_DIGEST
        : encodedDigest(
            this.#writer.bytes,
            { startByte, endByte, hasDerivedId: idempotent && needsId(mapped) },
            marks,
          )
    this.#entries.push({
      item,
      actionIndex,
      actionCount,
      kind,
      group,
      ordinal,
      digest,
      idempotent,
      startByte,
      endByte,
      mergedFrom,
    })
    for (const mark of marks) this.#marks.push(mark)
  }
}

/** The size of a request body that holds nothing but this action. */
export function bodyBytesAlone(endpoint: Endpoint, { latin1, mapped }: EncodedAction): number {
  const envelope = endpoint.envelope?.(groupOf(mapped))
  const around = envelope === undefined ? 0 : Buffer.byteLength(envelope.opening + envelope.closing)
  return around + latin1.length
}

/** What an action must have in common with others to travel with them. */
export function groupOf({ action, kind }: MappedAction): string | undefined {
  return kind.groupOf?.(action)
}
