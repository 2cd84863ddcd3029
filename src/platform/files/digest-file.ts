import { createHash } from "node:crypto"
import type { FileSystem } from "./file-system.ts"

/** A digest of all that a file holds, SHA-256 in hex; undefined if there is no such file. */
export async function digestFile(path: string, files: FileSystem): Promise<string | undefined> {
  if ((await files.look(path))?.kind !== "file") return undefined
  const hash = createHash("sha256")
  for await (const chunk of files.readChunks(path, {})) hash.update(chunk)
  return hash.digest("hex")
}
