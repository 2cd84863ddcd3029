import { stat } from "node:fs/promises"
import { UsageError } from "../../errors.ts"
import { liesElsewhere } from "../../sources/places/lies-elsewhere.ts"

/**
 * Refuses what is no file at all, before anything else is asked about it, such as its format.
 *
 * @throws {@link UsageError} if nothing is there, or a directory.
 */
export async function refuseNoFile(path: string): Promise<void> {
  if (liesElsewhere(path)) return
  try {
    if (!(await stat(path)).isDirectory()) return
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined
    // Of the rest, whoever reads the file says more.
    if (code !== "ENOENT" && code !== "ENOTDIR") return
    throw new UsageError(`Cannot read ${path} as it does not exist.`)
  }
  throw new UsageError(`Cannot read ${path} as it is a directory, not a file.`)
}
