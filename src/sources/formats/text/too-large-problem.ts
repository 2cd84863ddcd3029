import { LineProblem } from "./line-problem.ts"

const MEBIBYTE = 1024 * 1024

/** That a record has too many bytes; `more` is said after it. */
export function tooLargeProblem(recordBytes: number, maxRecordBytes: number, more = ""): LineProblem {
  const message = `The record has ${bytesText(recordBytes)}, but the limit is ${sizeText(maxRecordBytes)}.${more}`
  return new LineProblem("record-too-large", message)
}

/** A limit in words: `16 MiB`, or bytes where it is no whole number of those. */
export function sizeText(byteCount: number): string {
  return byteCount % MEBIBYTE === 0 ? `${byteCount / MEBIBYTE} MiB` : bytesText(byteCount)
}

function bytesText(byteCount: number): string {
  return `${byteCount.toLocaleString("en-US")} ${byteCount === 1 ? "byte" : "bytes"}`
}
