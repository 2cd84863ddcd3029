import type { Sent } from "../api/answer.ts"
import type { Channel } from "../api/channel.ts"
import type { PlacedAction } from "../mapping/import-record.ts"

/** An action in a batch. */
export interface BatchEntry {
  readonly placed: PlacedAction
  /** Under which keys its user is known. */
  readonly keys: readonly string[]
  /** Whether delivering it twice does no more than delivering it once. */
  readonly idempotent: boolean
  /** Where it stands in the batch's bytes. */
  readonly startByte: number
  readonly endByte: number
}

/** Actions that travel together, already as bytes. */
export interface Batch {
  readonly channel: Channel
  readonly entries: readonly BatchEntry[]
  /** A whole request body, envelope included. */
  readonly bytes: Buffer
}

/** The request body for some entries of a batch, in their order: the batch's own bytes, nothing is encoded again. */
export function bodyOf(batch: Batch, entries: readonly BatchEntry[]): Buffer {
  if (entries === batch.entries) return batch.bytes
  const { envelope } = batch.channel
  if (envelope === undefined) return batch.bytes
  const parts: Buffer[] = [Buffer.from(envelope.opening)]
  for (const [index, entry] of entries.entries()) {
    if (index > 0) parts.push(COMMA)
    parts.push(batch.bytes.subarray(entry.startByte, entry.endByte))
  }
  parts.push(Buffer.from(envelope.closing))
  return Buffer.concat(parts)
}

const COMMA = Buffer.from(",")

/** What some entries of a batch carry, to hold an answer against. */
export function sentOf(batch: Batch, entries: readonly BatchEntry[]): Sent {
  return {
    actions: entries.map((entry) => entry.placed.action),
    wireAt: (index) => {
      const entry = entries[index]
      if (entry === undefined) return undefined
      return JSON.parse(batch.bytes.toString("utf8", entry.startByte, entry.endByte)) as unknown
    },
  }
}
