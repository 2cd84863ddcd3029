import type { Charset } from "./charset.ts"
import { undecodable } from "./undecodable-byte.ts"

/** So much is looked at character by character where a part of it says nothing. */
const SMALL_BYTES = 64
/** No text has so many bytes without a blank, a line end or a separator among them: what follows is cut anywhere. */
const MAX_LEFT_BYTES = 1024 * 1024

const NOTHING: Buffer = Buffer.alloc(0)

/** Makes UTF-8 of bytes that come chunk by chunk; see `undecodable` for those that say nothing. */
export class Utf8Decoder {
  readonly #charset: Charset
  #left = NOTHING

  constructor(charset: Charset) {
    this.#charset = charset
  }

  /** What the bytes say so far; the rest is kept. */
  write(chunk: Buffer): Buffer {
    const bytes = this.#left.length === 0 ? chunk : Buffer.concat([this.#left, chunk])
    const wholeBytes = this.#charset.wholeBytes(bytes)
    const end = wholeBytes === 0 && bytes.length > MAX_LEFT_BYTES ? bytes.length : wholeBytes
    this.#left = bytes.subarray(end)
    return this.#utf8(bytes.subarray(0, end))
  }

  /** What is left at the end. */
  end(): Buffer {
    return this.#utf8(this.#left)
  }

  #utf8(bytes: Buffer): Buffer {
    if (bytes.length === 0) return NOTHING
    const text = this.#charset.decode(bytes)
    if (text !== undefined) return Buffer.from(text)
    const middle = this.#charset.wholeBytes(bytes.subarray(0, bytes.length >> 1))
    if (bytes.length <= SMALL_BYTES || middle === 0) return this.#oneByOne(bytes)
    return Buffer.concat([this.#utf8(bytes.subarray(0, middle)), this.#utf8(bytes.subarray(middle))])
  }

  #oneByOne(bytes: Buffer): Buffer {
    const { characterBytes } = this.#charset
    const parts: Uint8Array[] = []
    for (let at = 0; at < bytes.length;) {
      const found = this.#characterAt(bytes, at)
      const byteCount = found?.byteCount ?? characterBytes[0] ?? 1
      const part = bytes.subarray(at, at + byteCount)
      parts.push(found?.utf8 ?? Uint8Array.from([...part].flatMap((byte) => undecodable(byte))))
      at += byteCount
    }
    return Buffer.concat(parts)
  }

  #characterAt(bytes: Buffer, at: number): { readonly byteCount: number; readonly utf8: Buffer } | undefined {
    for (const byteCount of this.#charset.characterBytes) {
      if (at + byteCount > bytes.length) return undefined
      const text = this.#charset.decode(bytes.subarray(at, at + byteCount))
      if (text !== undefined) return { byteCount, utf8: Buffer.from(text) }
    }
    return undefined
  }
}
