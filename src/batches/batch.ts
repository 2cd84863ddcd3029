import { sentIdentity } from "../answers/answer.ts"
import type { Sent } from "../answers/answer.ts"
import type { Endpoint, Envelope } from "../endpoints/endpoint.ts"
import { isJsonObject } from "../json/json-object.ts"
import type { JsonObject } from "../json/json-object.ts"
import type { ActionReference } from "../mapping/mapped-records.ts"
import { bytesHeld, bytesInBatch } from "./bytes-in-batch.ts"
import type { EncodedAction } from "./encoded-action.ts"
import { identityMarks } from "./identity-marks.ts"

/** An action in a batch. */
export interface BatchEntry extends ActionReference {
  /** Whether delivering it twice does no more than delivering it once. */
  readonly idempotent: boolean
  /** Where it stands in the batch's bytes. */
  readonly startByte: number
  readonly endByte: number
  /** The actions that this one is merged from, where it is; they share its outcome, or are sent again one by one. */
  readonly mergedFrom: readonly EncodedAction[] | undefined
}

/** Actions that travel together, already as bytes. */
export interface Batch {
  readonly endpoint: Endpoint
  /** What its actions have in common. */
  readonly group: string | undefined
  readonly entries: readonly BatchEntry[]
  /** A whole request body, envelope included. */
  readonly bytes: Buffer
  /** What `bytes` is the beginning of; to be used again once the batch is settled. */
  readonly buffer: Buffer
  /** The identity marks of all entries. */
  readonly marks: readonly number[]
  /** What the batch keeps in memory until it is settled, its records and merged actions included. */
  readonly keptBytes: number
}

const COMMA = Buffer.from(",")

/** The request body for some entries of a batch, in their order: the batch's own bytes, nothing is encoded again. */
export function bodyOf(batch: Batch, entries: readonly BatchEntry[]): Buffer {
  const envelope = envelopeOf(batch.endpoint, batch.group)
  if (entries === batch.entries || envelope === undefined) return batch.bytes
  const parts: Buffer[] = [Buffer.from(envelope.opening)]
  for (const [index, entry] of entries.entries()) {
    if (index > 0) parts.push(COMMA)
    parts.push(batch.bytes.subarray(entry.startByte, entry.endByte))
  }
  parts.push(Buffer.from(envelope.closing))
  return Buffer.concat(parts)
}

/** The body of a request that carries nothing. */
export function emptyBody(endpoint: Endpoint): Buffer {
  const envelope = envelopeOf(endpoint, undefined)
  return Buffer.from(envelope === undefined ? "{}" : envelope.opening + envelope.closing)
}

function envelopeOf(endpoint: Endpoint, group: string | undefined): Envelope | undefined {
  return endpoint.envelope?.(group)
}

/** An entry as it stands in the batch's body. */
export function wireOf(batch: Batch, entry: BatchEntry): JsonObject {
  const wire: unknown = JSON.parse(batch.bytes.toString("utf8", entry.startByte, entry.endByte))
  return isJsonObject(wire) ? wire : {}
}

/** What some entries of a batch carry, to hold an answer against. */
export function sentOf(batch: Batch, entries: readonly BatchEntry[]): Sent {
  return {
    form: batch.endpoint.form,
    count: entries.length,
    wireAt: (index) => {
      const entry = entries[index]
      return entry === undefined ? {} : wireOf(batch, entry)
    },
  }
}

/** Some entries of a batch as a batch of their own, in the same order, which keeps nothing of the other one in memory. */
export function partOf(batch: Batch, entries: readonly BatchEntry[]): Batch {
  const bytes = Buffer.from(bodyOf(batch, entries))
  let at = envelopeOf(batch.endpoint, batch.group)?.opening.length ?? 0
  const moved = entries.map((entry) => {
    const startByte = at
    const endByte = at + entry.endByte - entry.startByte
    at = endByte + COMMA.length
    return { ...entry, startByte, endByte }
  })
  const sent = sentOf(batch, entries)
  const keptBytes = moved.reduce((sum, entry) => sum + keptBy(entry), 0)
  const marks = entries.flatMap((_, index) => identityMarks(sentIdentity(sent, index)))
  return { ...batch, entries: moved, bytes, buffer: bytes, marks, keptBytes }
}

function keptBy(entry: BatchEntry): number {
  const merged = entry.mergedFrom?.reduce((sum, part) => sum + bytesHeld(part), 0) ?? 0
  return bytesInBatch(entry, entry.endByte - entry.startByte) + merged
}
