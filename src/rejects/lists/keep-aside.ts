import { dirname } from "node:path"
import { digestFile } from "../../platform/files/digest-file.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { datedPath } from "../../state/dated-path.ts"
import { isThere } from "./is-there.ts"

/** Keeps what a list says beside it, under the time when it was written last, whatever becomes of the list; gives where. */
export async function keepAside(path: string, files: FileSystem): Promise<string> {
  const digest = await digestFile(path, files)
  // A retry that was cut off may have done so before.
  const asidePath = await datedPath(path, files, async (dated) => {
    const found = await digestFile(dated, files)
    return found === undefined || found === digest
  })
  if (!(await isThere(asidePath, files))) await files.link(path, asidePath)
  await files.syncDirectory(dirname(path))
  return asidePath
}
