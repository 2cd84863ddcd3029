import { SourceError } from "../../../errors.ts"
import type { ReadableBytes } from "../../source-bytes.ts"

/** How text may be written as bytes, by the names of https://encoding.spec.whatwg.org. */
export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | OlderEncoding

type OlderEncoding = (typeof OLDER_ENCODINGS)[number]

/** What spreadsheets and editors save where they do not save Unicode; which one is not to be seen in the bytes. The most usual ones come first. */
export const OLDER_ENCODINGS = [
  "windows-1252",
  "macintosh",
  "windows-1250",
  "windows-1251",
  "windows-1253",
  "windows-1254",
  "windows-1255",
  "windows-1256",
  "windows-1257",
  "windows-1258",
  "windows-874",
  "iso-8859-2",
  "iso-8859-3",
  "iso-8859-4",
  "iso-8859-5",
  "iso-8859-6",
  "iso-8859-7",
  "iso-8859-8",
  "iso-8859-10",
  "iso-8859-13",
  "iso-8859-14",
  "iso-8859-15",
  "koi8-r",
  "koi8-u",
  "ibm866",
  "x-mac-cyrillic",
  "shift_jis",
  "euc-jp",
  "gb18030",
  "big5",
  "euc-kr",
] as const

/** The Unicode encoding that a file is in, as far as its bytes show. */
export interface UnicodeEncoding {
  readonly encoding: "utf-8" | "utf-16le" | "utf-16be"
  /** False where it may be an older one, of which the bytes happen to be UTF-8 too. */
  readonly isCertain: boolean
}

/** The Unicode encoding that a file is in; undefined if it is in an older one. A file whose first character is ASCII needs no byte order mark for UTF-16. */
export async function unicodeEncoding(file: ReadableBytes): Promise<UnicodeEncoding | undefined> {
  const decoder = new TextDecoder("utf-8", { fatal: true })
  let start: Buffer = Buffer.alloc(0)
  try {
    for await (const chunk of file.read(0, undefined)) {
      if (start.length < 3) {
        start = Buffer.concat([start, chunk])
        const [first, second] = start
        if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0))
          return { encoding: "utf-16le", isCertain: true }
        if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0))
          return { encoding: "utf-16be", isCertain: true }
      }
      decoder.decode(chunk, { stream: true })
    }
    decoder.decode()
    return { encoding: "utf-8", isCertain: start.toString("latin1", 0, 3) === "\xEF\xBB\xBF" }
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

/**
 * The same file, in UTF-8 without a byte order mark. It cannot be read from a position on: positions are those within the text that is given.
 *
 * Reading throws {@link SourceError} where bytes say nothing in that encoding.
 */
export function decodedFile(file: ReadableBytes, encoding: TextEncoding): ReadableBytes {
  return {
    name: file.name,
    sizeBytes: undefined,
    canReadAgain: file.canReadAgain,
    packings: file.packings,
    async *read(_fromByte, signal) {
      const decode = decoderOf(encoding)
      try {
        for await (const chunk of file.read(0, signal)) yield Buffer.from(decode(chunk))
        yield Buffer.from(decode(undefined))
      } catch (error) {
        if (!(error instanceof TypeError)) throw error
        throw new SourceError(`Cannot read ${file.name} as not all of it is ${encoding}.`, { cause: error })
      }
    },
  }
}

/** Decodes chunk by chunk; `undefined` ends the text. */
function decoderOf(encoding: TextEncoding): (chunk: Buffer | undefined) => string {
  if (encoding === "windows-1252") return (chunk) => (chunk === undefined ? "" : windows1252(chunk))
  const decoder = new TextDecoder(encoding, { fatal: true })
  return (chunk) => (chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true }))
}

/** A text as it looks to those who take its bytes for that encoding. */
export function decodedText(bytes: Buffer, encoding: TextEncoding): string {
  if (encoding === "windows-1252") return windows1252(bytes)
  const decoder = DECODERS.get(encoding) ?? new TextDecoder(encoding)
  DECODERS.set(encoding, decoder)
  return decoder.decode(bytes)
}

/** Making one takes longer than what it does. */
const DECODERS = new Map<TextEncoding, InstanceType<typeof TextDecoder>>()

/** What the bytes from 0x80 to 0x9F stand for; a blank where that is nothing. */
const WINDOWS_1252 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ"

/** Node 20 takes it for Latin-1 (https://github.com/nodejs/node/issues/56542). */
function windows1252(bytes: Buffer): string {
  return bytes.toString("latin1").replaceAll(/[\x80-\x9F]/g, (character) => {
    const found = WINDOWS_1252[character.charCodeAt(0) - 0x80] ?? " "
    return found === " " ? character : found
  })
}
