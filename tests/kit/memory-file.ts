import type { SourceFile } from "../../src/sources/source-file.ts"

/** A file that is not on a disk, read in small chunks. */
export function memoryFile(content: string | Buffer, chunkBytes = 1000): SourceFile {
  const bytes = Buffer.from(content)
  return {
    name: "users.csv",
    sizeBytes: bytes.length,
    hasChanged: async () => false,
    async *read(fromByte, signal) {
      for (let at = fromByte; at < bytes.length; at += chunkBytes) {
        if (signal?.aborted === true) return
        yield bytes.subarray(at, at + chunkBytes)
      }
    },
  }
}
