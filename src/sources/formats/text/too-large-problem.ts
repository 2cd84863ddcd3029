import type { Message } from "../../../messages/message.ts"
import { asOurs, say } from "../../../messages/say.ts"
import { LineProblem } from "./line-problem.ts"

const MEBIBYTE = 1024 * 1024

/** That a record has too many bytes; `more` is said after it. */
export function tooLargeProblem(
  recordBytes: number,
  maxRecordBytes: number,
  more: Message = say``,
): LineProblem {
  const [size, limit] = [asOurs(bytesText(recordBytes)), asOurs(sizeText(maxRecordBytes))]
  return new LineProblem("record-too-large", say`The record has ${size}, but the limit is ${limit}.${more}`)
}

/** A limit in words: `16 MiB`, or bytes where it is no whole number of those. */
export function sizeText(byteCount: number): string {
  return byteCount % MEBIBYTE === 0 ? `${byteCount / MEBIBYTE} MiB` : bytesText(byteCount)
}

function bytesText(byteCount: number): string {
  return `${byteCount.toLocaleString("en-US")} ${byteCount === 1 ? "byte" : "bytes"}`
}
