import { createHash } from "node:crypto"
import { setImmediate } from "node:timers/promises"
import type { ReadOptions, SourceDataRecord, SourceItem } from "../../src/index.ts"
import type { ForwardFormat, RangeFormat } from "../../src/sources/formats/format.ts"
import type { Packing } from "../../src/sources/packings/packing.ts"
import type { Place } from "../../src/sources/places/place.ts"
import type { SourceBytes, SourceRanges } from "../../src/sources/source-bytes.ts"
import { UnreadableError } from "../../src/sources/unreadable-error.ts"

type Items = readonly SourceItem<SourceDataRecord<unknown>>[]

const CHUNK_BYTES = 64 * 1024

/** A place that nobody has heard of: bytes by their names, in memory. */
export class Vault {
  /** How many streams are open. */
  openCount = 0
  readonly #contents = new Map<string, Buffer>()

  /** Gives the address of what was put in. */
  put(name: string, bytes: Buffer): string {
    this.#contents.set(name, bytes)
    return `vault://${name}`
  }

  readonly place: Place = {
    name: "vault",
    named: (address) => {
      const text = String(address)
      if (!text.startsWith("vault://")) return undefined
      return { name: text.replace(/^.*\//, ""), address: text, isLasting: true }
    },
    open: async ({ address }) => {
      const opened = this.#at(address)
      return {
        canSeek: true,
        canReadAgain: true,
        sizeBytes: opened?.length,
        stream: ({ chunkBytes, fromByte, signal }) => this.#stream(address, fromByte, chunkBytes, signal),
        ranges: {
          sizeBytes: async () => this.#known(address).length,
          read: async (startByte, endByte) => Buffer.from(this.#known(address).subarray(startByte, endByte)),
        },
        fingerprint: async () => {
          const bytes = this.#at(address)
          return bytes && { version: createHash("sha256").update(bytes).digest("hex") }
        },
        hasChanged: async () => this.#at(address) !== opened,
      }
    },
  }

  async *#stream(
    address: string,
    fromByte: number,
    chunkBytes = CHUNK_BYTES,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Buffer, void> {
    const bytes = this.#known(address)
    this.openCount += 1
    try {
      for (let at = fromByte; at < bytes.length; at += chunkBytes) {
        await setImmediate()
        if (signal?.aborted === true) return
        yield Buffer.from(bytes.subarray(at, at + chunkBytes))
      }
    } finally {
      this.openCount -= 1
    }
  }

  #at(address: string): Buffer | undefined {
    return this.#contents.get(address.slice("vault://".length))
  }

  #known(address: string): Buffer {
    const bytes = this.#at(address)
    if (bytes === undefined) throw new UnreadableError("the vault holds nothing of that name")
    return bytes
  }
}

const TURNED_MAGIC = Buffer.from("\x01turned\n")

/** A packing that nobody has heard of: all bits are turned, behind a line that says so. */
export const turnedPacking: Packing = {
  name: "turned",
  endings: [".turned"],
  magic: TURNED_MAGIC,
  unpackCommand: "unturn",
  pieceBytes: 10_000,
  async *unpack(pieces, { onUnpacked, signal }) {
    let start = Buffer.alloc(0)
    let packedBytes = 0
    for await (const piece of pieces) {
      packedBytes += piece.length
      let rest: Buffer = piece
      if (start.length < TURNED_MAGIC.length) {
        start = Buffer.concat([start, piece])
        rest = start.subarray(TURNED_MAGIC.length)
        if (!start.subarray(0, TURNED_MAGIC.length).equals(TURNED_MAGIC.subarray(0, start.length)))
          throw new UnreadableError("it is not turned, though its name says so")
      }
      onUnpacked(packedBytes - TURNED_MAGIC.length, packedBytes)
      if (rest.length > 0) yield turned(rest)
    }
    if (signal?.aborted !== true && start.length < TURNED_MAGIC.length)
      throw new UnreadableError("it ends too early")
  },
}

/** Packs with it. */
export function packTurned(bytes: Buffer): Buffer {
  return Buffer.concat([TURNED_MAGIC, turned(bytes)])
}

function turned(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => byte ^ 0xff))
}

/** A format that nobody has heard of: on each line, what a browser makes of a form (`id=u1&name=Ada+L.`). */
export const pairsFormat: ForwardFormat = {
  name: "pairs",
  label: "Pairs",
  description: "one query string per line",
  extensions: ["pairs"],
  reads: "forward",
  open: (bytes) => ({ read: (options) => readPairs(bytes, options) }),
}

async function* readPairs(
  bytes: SourceBytes,
  { from, signal }: ReadOptions = {},
): AsyncGenerator<Items, void> {
  let { byteOffset = 0, recordNumber } = from ?? { recordNumber: 1 }
  let rest: Buffer = Buffer.alloc(0)
  const items: SourceItem<SourceDataRecord<unknown>>[] = []
  const take = (lineBytes: number): void => {
    const line = rest.toString("latin1", 0, lineBytes)
    const position = { recordNumber, byteOffset }
    const fields = [...new URLSearchParams(line)]
    items.push(
      fields.every(([name]) => name !== "")
        ? { position, record: Object.fromEntries(fields) }
        : { position, problem: { code: "no-name", message: "A value has no name." }, raw: line },
    )
    recordNumber += 1
    byteOffset += lineBytes + 1
    rest = rest.subarray(lineBytes + 1)
  }
  for await (const chunk of bytes.read(byteOffset, signal)) {
    rest = Buffer.concat([rest, chunk])
    for (let end = rest.indexOf("\n"); end !== -1; end = rest.indexOf("\n")) take(end)
    if (items.length > 0) yield items.splice(0)
  }
  if (signal?.aborted === true) return
  if (rest.length > 0) take(rest.length)
  if (items.length > 0) yield items
}

/** Writes it; what is undefined becomes a line that holds no record. */
export function writePairs(records: readonly (Readonly<Record<string, string>> | undefined)[]): string {
  return records
    .map((record) => `${record === undefined ? "=?" : new URLSearchParams(record).toString()}\n`)
    .join("")
}

const BLOCK_BYTES = 512
const BLOCKS_AT_ONCE = 100

/** Another one, which is read by ranges: an object of JSON in each block of 512 bytes, filled up with blanks. */
export const blocksFormat: RangeFormat = {
  name: "blocks",
  label: "Blocks",
  description: "JSON in blocks of 512 bytes",
  extensions: ["blocks"],
  reads: "ranges",
  open: (ranges) => ({ read: (options) => readBlocks(ranges, options) }),
}

async function* readBlocks(
  ranges: SourceRanges,
  { from, signal }: ReadOptions = {},
): AsyncGenerator<Items, void> {
  const sizeBytes = await ranges.sizeBytes()
  for (let at = from?.byteOffset ?? 0; at < sizeBytes; at += BLOCKS_AT_ONCE * BLOCK_BYTES) {
    if (signal?.aborted === true) return
    const bytes = await ranges.readRange(at, Math.min(sizeBytes, at + BLOCKS_AT_ONCE * BLOCK_BYTES))
    yield Array.from({ length: bytes.length / BLOCK_BYTES }, (_, index) => {
      const byteOffset = at + index * BLOCK_BYTES
      const text = bytes.toString("utf8", index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES)
      const position = { recordNumber: byteOffset / BLOCK_BYTES + 1, byteOffset }
      return text.startsWith("{")
        ? { position, record: JSON.parse(text) as SourceDataRecord<unknown> }
        : { position, problem: { code: "no-object", message: "The block holds no object." }, raw: text }
    })
  }
}

/** Writes it; what is undefined becomes a block that holds no record. */
export function writeBlocks(records: readonly (Readonly<Record<string, string>> | undefined)[]): Buffer {
  return Buffer.concat(
    records.map((record) => {
      const json = Buffer.from(record === undefined ? "?" : JSON.stringify(record))
      if (json.length > BLOCK_BYTES) throw new Error("The record is too large for a block.")
      return Buffer.concat([json, Buffer.alloc(BLOCK_BYTES - json.length, " ")])
    }),
  )
}
