import { basename } from "node:path"

/** How an import may be named. */
export interface NamedImport {
  readonly directory: string
  readonly importName: string
  /** The absolute path of its file, where that is known. */
  readonly sourcePath: string | undefined
}

const MAX_NAMES = 10

/** The names of imports, the path of its file where several have one name: `users.csv, events.csv and 50 more`. */
export function namesOfImports(records: readonly NamedImport[]): string {
  const counts = new Map<string, number>()
  for (const { importName } of records) counts.set(importName, (counts.get(importName) ?? 0) + 1)
  const names = records
    .slice(0, MAX_NAMES)
    .map(({ directory, importName, sourcePath }) =>
      (counts.get(importName) ?? 0) > 1 ? (sourcePath ?? basename(directory)) : importName,
    )
    .join(", ")
  const more = records.length - MAX_NAMES
  return more > 0 ? `${names} and ${more} more` : names
}
