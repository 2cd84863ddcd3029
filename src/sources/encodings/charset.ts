import { ENCODINGS } from "./encodings.ts"
import type { Encoding } from "./encodings.ts"

/** What the bytes of an encoding say. */
export interface Charset {
  /** How many bytes a character may have; all of them at least the first of these. */
  readonly characterBytes: readonly number[]
  /** How many bytes at the beginning are whole characters, as far as that shows. */
  wholeBytes(bytes: Buffer): number
  /** The text of whole characters; undefined if some bytes are none. */
  decode(bytes: Buffer): string | undefined
}

const REPLACEMENT = "\uFFFD"
/** In encodings whose characters have several bytes, those below are characters of their own, wherever they stand. */
const LEAST_LATER_BYTE = 0x30

const CHARACTER_BYTES: Readonly<Record<Encoding["units"], readonly number[]>> = {
  "single bytes": [1],
  "several bytes": [1, 2, 3, 4],
  "16 bits": [2, 4],
  "32 bits": [4],
}

/** Loads what an encoding needs. */
export async function charsetOf(name: string): Promise<Charset> {
  const encoding = ENCODINGS.find((one) => one.name === name)
  if (encoding === undefined) throw new RangeError(`There is no encoding ${name}.`)
  const { library, units } = encoding
  const characterBytes = CHARACTER_BYTES[units]
  const [leastBytes = 1] = characterBytes
  const { decode, replacement } =
    library === undefined ? platformDecoder(name) : await libraryDecoder(library)
  const hasReplacement = units.endsWith("bits") || name === "gb18030"
  return {
    characterBytes,
    wholeBytes: WHOLE_BYTES[units](name),
    decode: (bytes) => {
      if (bytes.length % leastBytes !== 0) return undefined
      const text = decode(bytes)
      // U+FFFD stands for itself where its own bytes say so.
      const isSaid = !text.includes(REPLACEMENT) || (hasReplacement && bytes.equals(replacement))
      const isWhole = isSaid && text.isWellFormed()
      return isWhole ? text : undefined
    },
  }
}

interface Decoder {
  readonly decode: (bytes: Buffer) => string
  /** How U+FFFD is written, where it is a character of the encoding. */
  readonly replacement: Buffer
}

async function libraryDecoder(library: string): Promise<Decoder> {
  const { default: iconv } = await import("iconv-lite")
  const options = { stripBOM: false }
  return {
    decode: (bytes) => iconv.decode(bytes, library, options),
    replacement: iconv.encode(REPLACEMENT, library),
  }
}

function platformDecoder(name: string): Decoder {
  const decoder = new TextDecoder(name)
  return { decode: (bytes) => decoder.decode(bytes), replacement: Buffer.alloc(0) }
}

type WholeBytes = (bytes: Buffer) => number

const WHOLE_BYTES: Readonly<Record<Encoding["units"], (name: string) => WholeBytes>> = {
  "single bytes": () => (bytes) => bytes.length,
  "several bytes": () => (bytes) => bytes.findLastIndex((byte) => byte < LEAST_LATER_BYTE) + 1,
  "16 bits": (name) => {
    const highByte = name === "utf-16le" ? 1 : 0
    return (bytes) => {
      const end = bytes.length - (bytes.length % 2)
      const isCut = end > 0 && ((bytes[end - 2 + highByte] ?? 0) & 0xfc) === 0xd8
      return isCut ? end - 2 : end
    }
  },
  "32 bits": () => (bytes) => bytes.length - (bytes.length % 4),
}
