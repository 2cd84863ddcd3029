import { parseExactJson } from "../json/exact-json.ts"
import { fileURLToPath } from "node:url"
import { diskFileSystem } from "../platform/files/disk-file-system.ts"
import type { FileSystem } from "../platform/files/file-system.ts"
import { rejectLines } from "./reading/reject-lines.ts"
import type { RejectLine } from "./reject-line.ts"

/**
 * Gives the rejects of a `rejects.ndjson`, one after the other; none where `filePath` is undefined, as `summary.paths.rejects` is where
 * there are none. Lines that are not (or no longer) rejects are left out.
 *
 * @throws {@link SourceError} if it cannot be read.
 *
 * @example
 * ```ts
 * import { IterableDataImport, UpdateUserProfile, readRejects } from "iterable-data-import"
 *
 * const dataImport = IterableDataImport.create({
 *   source: [{ id: "u1", email: "ada@example.com" }, { id: "u2", email: "nobody" }],
 *   name: "readme",
 *   dryRun: true,
 * })
 * const summary = await dataImport.run(({ id, email }) => {
 *   if (!email.includes("@")) throw new Error("no address")
 *   return new UpdateUserProfile({ userId: id, email })
 * })
 * for await (const { position, message } of readRejects(summary.paths.rejects))
 *   console.log(`${position.recordNumber}: ${message}`) // 2: no address
 * ```
 */
export async function* readRejects(filePath: string | URL | undefined): AsyncGenerator<RejectLine, void> {
  if (filePath === undefined) return
  yield* readRejectsOf(filePath instanceof URL ? fileURLToPath(filePath) : filePath, diskFileSystem)
}

/** The same, of a list on any disk. */
export async function* readRejectsOf(filePath: string, files: FileSystem): AsyncGenerator<RejectLine, void> {
  for await (const lines of rejectLines(filePath, files))
    for (const { bytes, reject } of lines)
      if (reject !== undefined) yield parseExactJson(bytes.toString("utf8")) as RejectLine
}
