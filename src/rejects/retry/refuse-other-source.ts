import { UsageError } from "../../errors.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { rejectLines } from "../reading/reject-lines.ts"
import { isThere } from "../lists/is-there.ts"

/**
 * Looks whether a `rejects.ndjson` is of a source.
 *
 * @throws {@link UsageError} if all of it is of another one: the numbers of its records would be taken for those of this one.
 */
export async function refuseOtherSource(path: string, sourceName: string, files: FileSystem): Promise<void> {
  if (!(await isThere(path, files))) return
  const sources = new Set<string>()
  for await (const lines of rejectLines(path, files))
    for (const { reject } of lines) if (reject?.origin !== undefined) sources.add(reject.source ?? sourceName)
  // A file that was renamed while its import was stopped has two names.
  const [other] = sources
  if (other === undefined || sources.has(sourceName)) return
  throw new UsageError(
    `Cannot retry the rejects of ${sourceName} as ${path} holds those of ${other}. Name a list of this import with from: "LIST"; if its own was overwritten, put it back, or run the import again with restart: true and another rejectsFilePath.`,
  )
}
