import type { SourceItem, RepeatedName } from "../../data-source.ts"
import { recordDigest } from "../../record-digest.ts"
import type { SourceDataRecord } from "../../source-data-record.ts"
import { characterProblem } from "../text/character-problem.ts"
import { excerpt } from "../text/excerpt.ts"
import { FileItem, chunkWith } from "../text/file-item.ts"
import type { FileChunk } from "../text/file-item.ts"
import type { FoundText } from "../text/found-text.ts"
import { LineProblem } from "../text/line-problem.ts"
import { tooLargeProblem } from "../text/too-large-problem.ts"
import { PlainJsonReader } from "./plain-json-reader.ts"
import { repeatedName } from "./repeated-name.ts"
import { recordInText } from "./record-in-text.ts"
import type { RecordTextOptions } from "./record-in-text.ts"

/** Makes an item of the text that a scanner has found; the first name that comes twice in one object is told to `onRepeatedName`. */
export function jsonItemMaker(
  options: RecordTextOptions,
  onRepeatedName?: (repeated: RepeatedName) => void,
): (found: FoundText, recordNumber: number) => SourceItem<SourceDataRecord<unknown>> {
  const plainJson = new PlainJsonReader(options.bigIntegers)
  const hasBigIntegers = options.bigIntegers === "bigint"
  let hasRepeatedName = onRepeatedName === undefined
  let chunk: FileChunk<SourceDataRecord<unknown>> | undefined
  const remake = (bytes: Buffer): SourceDataRecord<unknown> => {
    const record = recordInText(bytes.toString("utf8"), options)
    // It was one when these bytes were read.
    if (record instanceof LineProblem) throw new TypeError(record.message)
    return record
  }
  const otherwise = (
    { byteOffset, lineNumber, text }: FoundText,
    recordNumber: number,
  ): SourceDataRecord<unknown> | LineProblem => {
    const record = otherRecord(text, options)
    if (hasRepeatedName || record instanceof LineProblem || text === undefined) return record
    const name = repeatedName(text, record)
    if (name === undefined) return record
    hasRepeatedName = true
    onRepeatedName?.({ name, position: { recordNumber, lineNumber, byteOffset } })
    return record
  }
  return (found, recordNumber) => {
    const { byteOffset, endByte, lineNumber, startByte, window } = found
    const value = found.isTooLarge
      ? tooLargeProblem(found.recordBytes, found.maxRecordBytes)
      : (plainJson.read(window, startByte, endByte) ?? otherwise(found, recordNumber))
    if (value instanceof LineProblem) {
      const position = { recordNumber, lineNumber, byteOffset }
      const { code, message, messageParts } = value
      const { ownBytes } = found
      return {
        position,
        problem: { code, message, messageParts },
        raw: excerpt(ownBytes),
        digest: recordDigest(ownBytes),
      }
    }
    chunk = chunkWith(chunk, { bytes: window.bytes, byteOffset, startByte }, remake, hasBigIntegers)
    return new FileItem(chunk, { recordNumber, lineNumber, startByte, endByte }, value)
  }
}

/** The object that is not written plainly, or why there is none that can be imported. */
function otherRecord(
  text: string | undefined,
  options: RecordTextOptions,
): SourceDataRecord<unknown> | LineProblem {
  const record = recordInText(text, options)
  if (record instanceof LineProblem || !ESCAPED.test(text ?? "")) return record
  return characterProblem(record) ?? record
}

/** A NUL or a surrogate, which stands in UTF-8 only like that. */
const ESCAPED = /\\u(?:0000|[dD][89a-fA-F])/
