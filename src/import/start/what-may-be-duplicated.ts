import type { FileSystem } from "../../platform/files/file-system.ts"
import { some } from "../../rejects/lists/strangers-text.ts"
import { isOrdinaryFile } from "../../rejects/store/is-ordinary-file.ts"
import { readRejectsOf } from "../../rejects/read-rejects.ts"
import { rejectOrigin } from "../../rejects/reading/reject-origin.ts"
import type { RejectLine } from "../../rejects/reject-line.ts"
import type { DataSource } from "../../sources/data-source.ts"

/**
 * What an import may duplicate as its file is a list of rejects, in whole sentences for people; undefined where the file is none, or the list in
 * NDJSON beside it says that nothing was accepted. What comes out of a pipe cannot be looked at beforehand.
 */
export async function whatMayBeDuplicated(
  source: Pick<DataSource, "format" | "name" | "path" | "read">,
  files: FileSystem,
): Promise<string | undefined> {
  const { format, path } = source
  // What is read of a pipe is gone.
  if (path === undefined || format !== "csv" || !(await isOrdinaryFile(path, files))) return undefined
  if (!(await isList(source))) return undefined
  const listPath = path.replace(/\.csv(?:\.\w+)?$/i, ".ndjson")
  const found = listPath === path ? undefined : await acceptedIn(listPath, files)
  return found?.length === 0 ? undefined : warning(source.name, listPath, found)
}

/** Whether its first items say where they were first read from. What is wrong with a file is said by whoever imports it. */
async function isList(source: Pick<DataSource, "read">): Promise<boolean> {
  try {
    for await (const [first] of source.read()) if (first !== undefined) return first.origin !== undefined
  } catch {}
  return false
}

/** The numbers of the records of which something was accepted, or may have been; undefined where there is no list that tells. */
async function acceptedIn(listPath: string, files: FileSystem): Promise<readonly number[] | undefined> {
  const numbers: number[] = []
  let isTold = false
  try {
    for await (const line of readRejectsOf(listPath, files)) {
      const origin = rejectOrigin(line.position)
      isTold ||= origin !== undefined
      if (origin !== undefined && mayBeAccepted(line)) numbers.push(origin.recordNumber)
    }
  } catch {
    return undefined
  }
  return isTold ? numbers : undefined
}

function mayBeAccepted({ accepted, more = [], sentAs, state }: RejectLine): boolean {
  const isInDoubt = state === "unknown" || more.some((further) => further.state === "unknown")
  return isInDoubt || accepted !== undefined || sentAs !== undefined
}

function warning(name: string, listPath: string, accepted: readonly number[] | undefined): string {
  const what = `${name} is a list of rejects: run as a file of its own, its events and purchases get new ids, and those that were accepted before, or may have been, are duplicated.`
  const which =
    accepted === undefined
      ? 'Take out the rows whose lines in the NDJSON list of the same name have "accepted", "sentAs" or "state":"unknown"'
      : `As ${listPath} says, something of ${some("record", accepted)} was: take out the ${accepted.length === 1 ? "row with this number" : "rows with these numbers"} in import_record`
  return `${what} ${which}. If the list is still that of its import, run retryRejects instead.`
}
