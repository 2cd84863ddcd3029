import { digestFile } from "../../platform/files/digest-file.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import type { DataSource } from "../data-source.ts"
import { describeChange, tellsAll } from "./source-fingerprint.ts"
import type { SourceFingerprint } from "./source-fingerprint.ts"

/**
 * The fingerprint of a source, with a digest of all of it where samples alone could miss a change. All of a large file is read for this: a
 * gigabyte takes about a second.
 *
 * @returns the fingerprint as it is where the source is no file, cannot be read, or is no longer the one of which that is
 */
export async function wholeFingerprint(
  source: Pick<DataSource, "fingerprint" | "path">,
  fingerprint: SourceFingerprint,
  files: FileSystem,
): Promise<SourceFingerprint> {
  const { path } = source
  if (path === undefined || tellsAll(fingerprint)) return fingerprint
  const isAsBefore = async (): Promise<boolean> =>
    describeChange(fingerprint, await source.fingerprint?.()) === undefined
  if (!(await isAsBefore())) return fingerprint
  const content = await digestFile(path, files).catch(() => undefined)
  return content === undefined || !(await isAsBefore()) ? fingerprint : { ...fingerprint, content }
}

/** A fingerprint of now, to be compared with an earlier one: as whole as that one where it is only the time that differs. */
export async function asWholeAs(
  before: SourceFingerprint | undefined,
  source: Pick<DataSource, "fingerprint" | "path">,
  now: SourceFingerprint,
  files: FileSystem,
): Promise<SourceFingerprint> {
  if (before?.content === undefined || describeChange(before, now)?.kind !== "touched") return now
  return wholeFingerprint(source, now, files)
}
