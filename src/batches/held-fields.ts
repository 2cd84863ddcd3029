import { dataFieldAt } from "../answers/data-field.ts"
import { wireOf } from "./batch.ts"
import type { Batch, BatchEntry } from "./batch.ts"

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING_BRACE = 0x7b
const OPENING_BRACKET = 0x5b

/** An entry that has a data field, and the event name that it goes with, if it has one. */
export interface HeldField {
  readonly entry: BatchEntry
  readonly value: unknown
  readonly eventName: unknown
}

/**
 * Finds the entries that hold something in a data field, null apart, in order.
 *
 * Only the bytes that follow the field's name are looked at: an entry is read as a whole only if `isOfInterest` says so of a text, number or
 * boolean that stands there, or if it is an object or an array.
 */
export function* heldFields(
  batch: Batch,
  entries: readonly BatchEntry[],
  field: string,
  isOfInterest: (value: unknown) => boolean,
): Generator<HeldField, void, undefined> {
  const { bytes } = batch
  const name = Buffer.from(`${JSON.stringify(field.slice(field.lastIndexOf(".") + 1)).slice(1)}:`)
  let next = 0
  for (let at = bytes.indexOf(name); at >= 0;) {
    while (next < entries.length && (entries[next]?.endByte ?? 0) <= at) next += 1
    const entry = entries[next]
    if (entry === undefined) return
    let from = Math.max(at + name.length, entry.startByte)
    if (at >= entry.startByte && mayInterest(bytes, at + name.length, isOfInterest)) {
      const wire = wireOf(batch, entry)
      const value = dataFieldAt(wire, field)
      if (value !== undefined && value !== null && isOfInterest(value))
        yield { entry, value, eventName: wire["eventName"] }
      from = entry.endByte
    }
    at = bytes.indexOf(name, from)
  }
}

function mayInterest(bytes: Buffer, at: number, isOfInterest: (value: unknown) => boolean): boolean {
  const first = bytes[at]
  if (first === OPENING_BRACE || first === OPENING_BRACKET) return true
  const value: unknown = JSON.parse(
    bytes.toString("utf8", at, first === QUOTE ? endOfText(bytes, at) : endOfWord(bytes, at)),
  )
  return value !== null && isOfInterest(value)
}

function endOfText(bytes: Buffer, start: number): number {
  for (let end = bytes.indexOf(QUOTE, start + 1); ; end = bytes.indexOf(QUOTE, end + 1)) {
    let escapes = 0
    while (bytes[end - 1 - escapes] === BACKSLASH) escapes += 1
    if (escapes % 2 === 0) return end + 1
  }
}

/** A comma, `]` or `}` ends a number or a word. */
function endOfWord(bytes: Buffer, start: number): number {
  let end = start
  for (let byte = bytes[end]; byte !== 0x2c && byte !== 0x5d && byte !== 0x7d; byte = bytes[end]) end += 1
  return end
}
