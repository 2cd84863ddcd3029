import type { FileSystem } from "../platform/file-system.ts"

/** Whether there is an ordinary file. Rejects may be sent to a device, such as /dev/null, which holds nothing, and is not ours to remove. */
export async function isFile(path: string, files: FileSystem): Promise<boolean> {
  const found = await files.look(path).catch(() => undefined)
  return found?.kind === "file"
}
