import type { FileSystem } from "../platform/files/file-system.ts"
import { isoTime } from "../platform/iso-time.ts"

/** Whether a path is one that {@link datedPath} may have given. */
export function isDated(path: string): boolean {
  return /\.\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(-\d+)?(\.\w+)?$/.test(path)
}

/**
 * A name beside a list of rejects under which that is kept: with the time when it was written last.
 *
 * @param isFree says whether a name can be used; by default, those that nothing has
 */
export async function datedPath(
  path: string,
  files: FileSystem,
  isFree = async (dated: string): Promise<boolean> => (await files.look(dated)) === undefined,
): Promise<string> {
  const found = await files.look(path)
  const date = isoTime(found?.state.mtimeMs ?? 0)
    .replace(/\..*$/, "")
    .replaceAll(":", "-")
  const [, start = path, ending = ""] = /^(.*)(\.\w+)$/s.exec(path) ?? []
  for (let count = 1; ; count += 1) {
    const dated = `${start}.${date}${count === 1 ? "" : `-${count}`}${ending}`
    if (await isFree(dated)) return dated
  }
}
