import { join, resolve } from "node:path"
import { directoryName } from "./directory-name.ts"

/** Which directory is meant. */
export interface DirectoryOf {
  readonly stateDir: string
  readonly importName: string
  /** The name of the import's directory. @defaultValue what the import's name gives */
  readonly directoryName?: string | undefined
  /** A dry run has a directory of its own, and leaves the files of the import alone. @defaultValue false */
  readonly isDryRun?: boolean
}

/** The absolute path of the directory in which a run has its files. */
export function directoryPath({ importName, isDryRun = false, stateDir, ...given }: DirectoryOf): string {
  const path = join(resolve(stateDir), given.directoryName ?? directoryName(importName))
  return isDryRun ? join(path, "dry-run") : path
}
