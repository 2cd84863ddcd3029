import { unpackedName } from "../packings/packing-of.ts"
import type { Packing } from "../packings/packing.ts"
import type { Format } from "./format.ts"

/** The format that a file's name promises, `undefined` if it promises none that we read. */
export function guessFormat(
  filePath: string | URL,
  { formats, packings }: { readonly formats: readonly Format[]; readonly packings: readonly Packing[] },
): Format | undefined {
  const path = filePath instanceof URL ? filePath.pathname : filePath
  const extension = /\.([^./\\]+)$/.exec(unpackedName(path, packings))?.[1]?.toLowerCase()
  return extension === undefined ? undefined : formats.find((format) => format.extensions.includes(extension))
}
