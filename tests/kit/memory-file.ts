import type { ReadableBytes } from "../../src/sources/source-bytes.ts"

/** A file that is not on a disk, read in small chunks. */
export function memoryFile(content: string | Buffer, chunkBytes = 1000): ReadableBytes {
  const bytes = Buffer.from(content)
  return {
    name: "users.csv",
    sizeBytes: bytes.length,
    canReadAgain: true,
    packings: [],
    async *read(fromByte, signal) {
      for (let at = fromByte; at < bytes.length; at += chunkBytes) {
        if (signal?.aborted === true) return
        yield bytes.subarray(at, at + chunkBytes)
      }
    },
  }
}
