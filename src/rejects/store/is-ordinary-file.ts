import type { FileSystem } from "../../platform/files/file-system.ts"

/** Rejects may be sent to a device, such as /dev/null, which is not ours to remove. */
export async function isOrdinaryFile(path: string, files: FileSystem): Promise<boolean> {
  const found = await files.look(path).catch(() => undefined)
  return found?.kind === "file"
}
