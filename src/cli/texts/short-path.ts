import { relative, sep } from "node:path"
import { plainText } from "../terminal/plain-text.ts"

/** A path as short as it can be said in a directory: relative to it, if it lies below; as it can be shown on a terminal. */
export function shortPath(path: string, workingDirectory: string): string {
  return plainText(relativeIfBelow(path, workingDirectory), Infinity)
}

/** The same as the system takes it. */
export function relativeIfBelow(path: string, workingDirectory: string): string {
  const short = relative(workingDirectory, path)
  const isBelow = short !== "" && short !== ".." && !short.startsWith(`..${sep}`)
  return isBelow ? short : path
}
