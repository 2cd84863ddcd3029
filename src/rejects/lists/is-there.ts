import type { FileSystem } from "../../platform/files/file-system.ts"

/** Whether there is such a file. */
export async function isThere(path: string, files: FileSystem): Promise<boolean> {
  const found = await files.look(path).catch(() => undefined)
  return found?.kind === "file"
}
