import { dirname, isAbsolute, join, relative } from "node:path"
import type { Summary } from "../accounting/summary.ts"

/**
 * The paths that a summary names, as they are now: the directory of an import may have been moved since, or copied, with all that is in it.
 *
 * @param directory where the summary was found
 */
export function movedPaths(paths: Summary["paths"], directory: string): Summary["paths"] {
  if (paths.summary === undefined || dirname(paths.summary) === directory) return paths
  const before = dirname(paths.summary)
  const moved = Object.entries(paths).map(([name, path]) => [name, movedPath(path, before, directory)])
  return Object.fromEntries(moved) as Summary["paths"]
}

/** What stood elsewhere is still there. */
function movedPath(path: string, before: string, now: string): string {
  const name = relative(before, path)
  return isAbsolute(name) || name.startsWith("..") ? path : join(now, name)
}
