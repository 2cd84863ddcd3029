import { rejectLines } from "../sources/reject-lines.ts"
import type { RejectLine } from "./reject-line.ts"

/**
 * Gives the rejects of a `rejects.ndjson`, one after the other; none where `filePath` is undefined, as `summary.paths.rejects` is where
 * there are none. Lines that are no rejects (any more) are left out.
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
  for await (const lines of rejectLines(filePath))
    for (const { bytes, reject } of lines)
      if (reject !== undefined) yield JSON.parse(bytes.toString("utf8")) as RejectLine
}
