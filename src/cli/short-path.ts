import { relative, sep } from "node:path"

/** A path as short as it can be said in a directory: relative to it, if it lies below. */
export function shortPath(path: string, workingDirectory: string): string {
  const short = relative(workingDirectory, path)
  return short === "" || short === ".." || short.startsWith(`..${sep}`) ? path : short
}
