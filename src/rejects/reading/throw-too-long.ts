import { throwTooLarge } from "../../sources/formats/text/scan-failure.ts"

/** Throws that a line of a `rejects.ndjson` is too long: this release writes none, but a person or an earlier one may. */
export function throwTooLong(
  line: { readonly lineNumber: number; readonly maxRecordBytes: number },
  fileName: string,
  recordNumber: number,
): never {
  const advice =
    "put a line end in where one is missing, or take out each action of that line, which is for people only"
  throwTooLarge(line, fileName, `record ${recordNumber}`, advice)
}
