import type { FileSystem } from "../platform/file-system.ts"
import { isoTime } from "../platform/iso-time.ts"

/** A free name beside a list of rejects under which that is kept: with the time when it was written last. */
export async function datedPath(path: string, files: FileSystem): Promise<string> {
  const found = await files.look(path)
  const date = isoTime(found?.state.mtimeMs ?? 0)
    .replace(/\..*$/, "")
    .replaceAll(":", "-")
  const [, start = path, ending = ""] = /^(.*)(\.\w+)$/s.exec(path) ?? []
  for (let count = 1; ; count += 1) {
    const dated = `${start}.${date}${count === 1 ? "" : `-${count}`}${ending}`
    if ((await files.look(dated)) === undefined) return dated
  }
}
