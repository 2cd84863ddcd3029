import { createHash } from "node:crypto"
import type { Hash } from "node:crypto"
import type { FileSystem } from "./file-system.ts"

/** A SHA-256 of a file's first bytes, to go on with. */
export async function hashStart(path: string, lengthBytes: number, files: FileSystem): Promise<Hash> {
  const hash = createHash("sha256")
  let leftBytes = lengthBytes
  if (leftBytes > 0)
    for await (const chunk of files.readChunks(path, {})) {
      hash.update(chunk.subarray(0, leftBytes))
      leftBytes -= chunk.length
      if (leftBytes <= 0) break
    }
  return hash
}
