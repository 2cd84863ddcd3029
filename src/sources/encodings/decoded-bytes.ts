import { chunksFrom } from "../chunks-from.ts"
import { SAMPLE_BYTES } from "../source-bytes.ts"
import type { SourceBytes } from "../source-bytes.ts"
import { charsetOf } from "./charset.ts"
import { UTF_8 } from "./encodings.ts"
import { Utf8Decoder } from "./utf8-decoder.ts"

/**
 * The same text in UTF-8, which is what formats read. Positions count the bytes that are given; whoever goes on at one reads all before it once more.
 *
 * In the place of bytes that say nothing in the encoding there is no UTF-8 (`undecodable`).
 */
export function decodedBytes(bytes: SourceBytes, encoding: string): SourceBytes {
  if (encoding === UTF_8) return bytes
  let sizeBytes: number | undefined
  async function* read(signal: AbortSignal | undefined): AsyncGenerator<Buffer, void> {
    const decoder = new Utf8Decoder(await charsetOf(encoding))
    let [readBytes, givenBytes] = [0, 0]
    for await (const chunk of bytes.read(0, signal)) {
      const text = decoder.write(chunk)
      readBytes += chunk.length
      givenBytes += text.length
      if (bytes.sizeBytes !== undefined) sizeBytes = Math.round((bytes.sizeBytes / readBytes) * givenBytes)
      if (text.length > 0) yield text
    }
    // An aborted reading ends within a character, too.
    if (signal?.aborted === true) return
    const rest = decoder.end()
    if (bytes.sizeBytes !== undefined) sizeBytes = givenBytes + rest.length
    if (rest.length > 0) yield rest
  }
  return {
    name: bytes.name,
    packing: bytes.packing,
    packings: bytes.packings,
    get sizeBytes() {
      return sizeBytes
    },
    get canReadAgain() {
      return bytes.canReadAgain
    },
    async sample(signal) {
      const { bytes: raw, isWhole } = await bytes.sample(signal)
      const decoder = new Utf8Decoder(await charsetOf(encoding))
      const text = decoder.write(raw)
      const all = isWhole ? Buffer.concat([text, decoder.end()]) : text
      return { bytes: all.subarray(0, SAMPLE_BYTES), isWhole: isWhole && all.length <= SAMPLE_BYTES }
    },
    read: (fromByte, signal) => chunksFrom(fromByte, read(signal)),
  }
}
