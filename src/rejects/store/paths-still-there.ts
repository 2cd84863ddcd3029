import { basename, join } from "node:path"
import type { FileSystem } from "../../platform/files/file-system.ts"

/** Where lists that were set aside are now: a person may have removed them since, or have moved the directory with them. */
export async function pathsStillThere(
  paths: readonly string[],
  directory: string,
  files: FileSystem,
): Promise<readonly string[]> {
  const found: string[] = []
  for (const path of paths)
    for (const where of new Set([path, join(directory, basename(path))])) {
      if ((await files.look(where).catch(() => undefined)) === undefined) continue
      found.push(where)
      break
    }
  return found
}
