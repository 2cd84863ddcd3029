import { SourceError } from "../../../errors.ts"
import type { Packing } from "../../packings/packing.ts"
import type { ReadableBytes } from "../../source-bytes.ts"
import { isByteOrderMark } from "./byte-order-mark.ts"

/** So many bytes from the start of a file tell what it is. */
export const TEXT_START_BYTES = 4096

const SAVE_AS_UTF8 = "save it as UTF-8 and run again"

/** What files begin with that are no text, in hex; and what to do about it. */
const NOT_TEXT: readonly (readonly [string, string])[] = [
  ["fffe0000", `it is text in UTF-32: ${SAVE_AS_UTF8}`],
  ["0000feff", `it is text in UTF-32: ${SAVE_AS_UTF8}`],
  ["fffe", `it is text in UTF-16: ${SAVE_AS_UTF8}`],
  ["feff", `it is text in UTF-16: ${SAVE_AS_UTF8}`],
  ["377abcaf271c", "it is a 7-Zip archive: unpack it and run again"],
  ["526172211a07", "it is a RAR archive: unpack it and run again"],
  ["fd377a585a00", "it is an xz file: unpack it with unxz and run again"],
  ["4f626a01", "it is an Avro file: export the data as CSV or NDJSON"],
  ["53514c6974652066", "it is an SQLite database: export the data as CSV or NDJSON"],
  ["28b52ffd", "it is a Zstandard file: unpack it with unzstd and run again"],
  ["425a683", "it is a bzip2 file: unpack it with bunzip2 and run again"],
  ["d0cf11e0", "it is an Excel workbook (.xls): save the sheet as CSV UTF-8 and run again"],
  ["255044462d", "it is a PDF document: export the data as CSV or NDJSON"],
]

/** Text in UTF-16 or UTF-32 has a zero in every second byte or more, as far as its characters are ASCII. */
const MAX_ZERO_SHARE = 1 / 4
/** What is no text has control characters, and not NUL alone. */
const MAX_CONTROL_SHARE = 1 / 20

/**
 * Looks at the first bytes of a file that should be UTF-8 text; says how many of them are byte order marks. A zero here and there may be
 * in a text: its row is rejected, wherever it stands.
 *
 * @throws {@link SourceError} if it is surely something else: UTF-16, a workbook, packed, binary.
 */
export function textStart(bytes: Buffer, file: Pick<ReadableBytes, "name" | "packing" | "packings">): number {
  const hex = bytes.toString("hex", 0, 8)
  const packing = file.packings.find(({ magic }) => bytes.subarray(0, magic.length).equals(magic))
  const known = packing
    ? packedReason(packing, file.packing)
    : NOT_TEXT.find(([magic]) => hex.startsWith(magic))?.[1]
  const reason =
    known ??
    (hex.startsWith("504b0304") ? zipReason(bytes) : (markupReason(bytes) ?? binaryReason(bytes, hex)))
  if (reason !== undefined) throw new SourceError(`Cannot read ${file.name} as ${reason}.`)
  let textAt = 0
  // Programs that put one before a file that has one already are known.
  while (isByteOrderMark(bytes, textAt)) textAt += 3
  return textAt
}

/** @param unpacked what the bytes were unpacked from already */
function packedReason(packing: Packing, unpacked: Packing | undefined): string {
  const { endings, name, unpackCommand } = packing
  return packing === unpacked
    ? `it is packed twice with ${name}: unpack it once with ${unpackCommand} and run again`
    : `it is a ${name} file: give it a name that ends in ${endings[0]}, or unpack it with ${unpackCommand}, and run again`
}

function zipReason(bytes: Buffer): string {
  // The entries of a workbook lie in `xl/`, its first entry is usually this one.
  const isWorkbook = bytes.includes("[Content_Types].xml") || bytes.includes("xl/")
  return isWorkbook
    ? "it is an Excel workbook (.xlsx): save the sheet as CSV UTF-8 and run again"
    : "it is a zip file: unpack it and run again"
}

/** A server that asks for a login, or has no such file, answers with a page. */
function markupReason(bytes: Buffer): string | undefined {
  const start = bytes.toString("utf8", 0, TEXT_START_BYTES)
  if (/^\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body)\b/is.test(start))
    return "it is an HTML page, perhaps of a login or of an error: open it in a browser, and download the file anew"
  if (/^\s*<\?xml\b/i.test(start)) return "it is an XML file: export the data as CSV or NDJSON"
  return undefined
}

function binaryReason(bytes: Buffer, hex: string): string | undefined {
  const start = bytes.subarray(0, TEXT_START_BYTES)
  const firstZero = start.indexOf(0)
  if (firstZero === -1) return undefined
  if (hex.startsWith("50415231")) return "it is a Parquet file: export the data as CSV or NDJSON"
  const zeros = start.filter((byte) => byte === 0).length
  const isOther =
    zeros > start.length * MAX_ZERO_SHARE ||
    controlBytes(start) > start.length * MAX_CONTROL_SHARE ||
    hasWideLineFeedsOnly(start)
  if (!isOther) return undefined
  return `it is not text, or it is text in UTF-16: byte ${firstZero} is zero. If it is text, ${SAVE_AS_UTF8}`
}

/** How many bytes are control characters that have no place in a text, NUL not counted. */
function controlBytes(bytes: Buffer): number {
  return bytes.filter((byte) => byte < 0x20 && byte !== 0 && (byte < 0x09 || byte > 0x0d)).length
}

/** Whether each of several line feeds is one of UTF-16: in text with few ASCII characters, zeros are rare, but not there. */
function hasWideLineFeedsOnly(bytes: Buffer): boolean {
  let [little, big, all] = [0, 0, 0]
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) {
    all += 1
    if (at % 2 === 0 && bytes[at + 1] === 0) little += 1
    if (at % 2 === 1 && bytes[at - 1] === 0) big += 1
  }
  return all > 1 && (little === all || big === all)
}
