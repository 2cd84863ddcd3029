import { FileFormat } from "./file-format.ts"
import { unpackedName } from "./gzip-name.ts"

const FORMATS: Readonly<Record<string, FileFormat>> = {
  csv: FileFormat.CSV,
  tsv: FileFormat.CSV,
  ndjson: FileFormat.NDJSON,
  jsonl: FileFormat.NDJSON,
}

/** The format that a file's name promises, `undefined` if it promises none that we read. */
export function guessFormat(filePath: string | URL): FileFormat | undefined {
  const path = filePath instanceof URL ? filePath.pathname : filePath
  const extension = /\.([^./\\]+)$/.exec(unpackedName(path))?.[1]?.toLowerCase()
  return extension === undefined || !Object.hasOwn(FORMATS, extension) ? undefined : FORMATS[extension]
}
