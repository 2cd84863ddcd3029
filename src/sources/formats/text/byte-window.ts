import { isAscii, isUtf8 } from "node:buffer"

const EMPTY = Buffer.alloc(0)
/** Names and cities with an accent or two are put together faster than the engine is called (Node 20: 90 ns instead of 150 ns). */
const MAX_BYTES_BY_HAND = 32
const MAX_TWO_BYTE_CHARACTERS = 3
/** What the engine cuts out of a text from this length on stays a part of that text, and keeps all of it in memory. */
const SHORTEST_PART = 13

/**
 * The part of a source that is in memory: what was read and not yet scanned.
 *
 * A scanner looks at `bytes` and `text` from `index` on, moves `index` behind each record, and says `wait()` where the rest
 * is not a whole record. The window is then refilled only when there is twice as much, so that a record of
 * many chunks is not scanned anew for each of them.
 */
export class ByteWindow {
  /** What was read, from a place at or before the next record. */
  bytes: Buffer = EMPTY
  /** `bytes` as Latin-1: one character a byte, so that an index means the same in both. */
  text: string = ""
  /** True if `text` is what `bytes` say. */
  isAscii: boolean = true
  /** Where the next record starts, in `bytes`. */
  index: number = 0
  /** Where `bytes` starts, in the source. */
  offset: number
  /** True if nothing comes after `bytes`. */
  ended: boolean = false
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #wantedBytes: number
  #isUtf8 = true

  /** `firstBytes`: there are at least so many at first, if the source has them. */
  constructor(offset: number, firstBytes = 1) {
    this.offset = offset
    this.#wantedBytes = firstBytes
  }

  /** Takes a chunk that was read; true if the window has grown. */
  push(chunk: Buffer): boolean {
    this.#waiting.push(chunk)
    this.#waitingBytes += chunk.length
    if (this.bytes.length - this.index + this.#waitingBytes < this.#wantedBytes) return false
    this.#refill()
    return true
  }

  /** Takes the news that nothing more comes. */
  end(): void {
    this.ended = true
    this.#refill()
  }

  /** Some bytes as Latin-1, which is what ASCII says, in a text of its own: whoever keeps it does not keep the window. */
  latin1(from: number, to: number): string {
    return to - from < SHORTEST_PART ? this.text.slice(from, to) : this.bytes.toString("latin1", from, to)
  }

  /** The characters of some bytes, as a text of their own; `undefined` if these are not UTF-8. */
  decode(from: number, to: number): string | undefined {
    if (!this.#isUtf8 && !isUtf8(this.bytes.subarray(from, to))) return undefined
    const byHand = to - from <= MAX_BYTES_BY_HAND ? this.#nearlyAscii(from, to) : undefined
    return byHand ?? this.bytes.toString("utf8", from, to)
  }

  /** Says that what is left is not enough, and how much surely is. */
  wait(enoughBytes: number): void {
    const leftBytes = this.bytes.length - this.index
    this.#wantedBytes = Math.max(leftBytes + 1, Math.min(leftBytes * 2, enoughBytes))
  }

  /** The characters of some bytes that are UTF-8, if few of them take two bytes, and none more. */
  #nearlyAscii(from: number, to: number): string | undefined {
    const { bytes } = this
    let decoded = ""
    let start = from
    let mayFollow = MAX_TWO_BYTE_CHARACTERS
    for (let at = from; at < to; at += 1) {
      const lead = bytes[at] ?? 0
      if (lead < 0x80) continue
      if (lead >= 0xe0 || mayFollow === 0) return undefined
      mayFollow -= 1
      at += 1
      decoded +=
        this.latin1(start, at - 1) + String.fromCharCode(((lead & 0x1f) << 6) | ((bytes[at] ?? 0) & 0x3f))
      start = at + 1
    }
    return decoded + this.latin1(start, to)
  }

  #refill(): void {
    const rest = this.bytes.subarray(this.index)
    this.bytes = Buffer.concat([rest, ...this.#waiting])
    this.text = this.bytes.toString("latin1")
    this.offset += this.index
    this.index = 0
    this.#waiting = []
    this.#waitingBytes = 0
    // Two passes at memory speed spare most records all questions about their encoding.
    this.isAscii = isAscii(this.bytes)
    this.#isUtf8 =
      this.isAscii || isUtf8(this.bytes.subarray(0, this.ended ? undefined : wholeCharacters(this.bytes)))
  }
}

/** How many bytes there are without the characters at the end, of which the last may be cut. */
function wholeCharacters(bytes: Buffer): number {
  let end = bytes.length
  while (end > 0 && (bytes[end - 1] ?? 0) > 127) end -= 1
  return end
}

/** Fills a window chunk by chunk; yields each time there is more to scan, and a last time at the end. */
export async function* refills(
  window: ByteWindow,
  chunks: AsyncIterable<Buffer>,
  signal: AbortSignal | undefined,
): AsyncGenerator<void, void> {
  for await (const chunk of chunks) {
    if (window.push(chunk)) yield
  }
  // An aborted reading ends anywhere: what is left then is no record.
  if (signal?.aborted === true) return
  window.end()
  yield
}
