import { open } from "node:fs/promises"
import type { FileHandle } from "node:fs/promises"
import type { CsvLineEnd } from "../sources/csv-line-end.ts"
import type { CsvLayout } from "../sources/csv-layout.ts"
import { rejectRows } from "../sources/reject-rows.ts"
import type { FoundRejectRow } from "../sources/reject-rows.ts"
import type { ListWriter } from "./list-writer.ts"

const PIECE_BYTES = 1_000_000
const MAX_LINE_END_BYTES = 5

/** How to copy rows. */
export interface CopyRowsOptions {
  readonly isWanted: (recordNumber: number) => boolean
  /** What is written instead of a row, with its line end; `undefined`: the row as it stands. */
  readonly insteadOf?: ((row: FoundRejectRow, layout: CsvLayout) => string | undefined) | undefined
  /** Whether the header is copied too. */
  readonly withHeader: boolean
  /** What ends the lines of the list that is written. @defaultValue as in the one that is read */
  readonly lineEnd?: CsvLineEnd | undefined
}

/**
 * Copies rows of a `rejects.csv` as they stand; gives what ends the lines of that list.
 *
 * @throws {@link SourceError} or {@link UsageError} if it cannot be read as such a list.
 */
export async function copyRows(
  path: string,
  writer: ListWriter,
  { insteadOf, isWanted, lineEnd: wantedEnd, withHeader }: CopyRowsOptions,
): Promise<CsvLineEnd> {
  const file = await open(path, "r")
  try {
    let lineEnd: CsvLineEnd | undefined
    const begin = async (headerBytes: number): Promise<CsvLineEnd> => {
      lineEnd = await lineEndBefore(file, headerBytes)
      if (withHeader) await copyRange(file, 0, headerBytes, writer)
      await writer.endLine(lineEnd)
      return lineEnd
    }
    // Rows that follow each other are copied in one piece.
    let [from, to] = [0, 0]
    const list = rejectRows(path)
    for await (const rows of list.read()) {
      for (const row of rows) {
        const { endByte, recordNumber, startByte } = row
        const foundEnd = lineEnd ?? (await begin(startByte))
        if (!isWanted(recordNumber)) continue
        const text = list.layout && insteadOf?.(row, list.layout)
        if (text !== undefined) {
          await copyRange(file, from, to, writer)
          to = from
          await writer.write(Buffer.from(text.replace(/\n$/, wantedEnd ?? foundEnd)))
          continue
        }
        if (wantedEnd !== undefined && wantedEnd !== foundEnd) {
          await writer.write(await rowAt(file, startByte, endByte, wantedEnd))
          continue
        }
        if (to !== startByte) {
          await copyRange(file, from, to, writer)
          from = startByte
        }
        to = endByte
      }
    }
    const end = lineEnd ?? (await begin((await file.stat()).size))
    await copyRange(file, from, to, writer)
    await writer.endLine(wantedEnd ?? end)
    return end
  } finally {
    await file.close()
  }
}

/** Lines may end as the header does, which is read here from what stands before a byte; LF and CRLF may always be mixed. */
async function lineEndBefore(file: FileHandle, byte: number): Promise<CsvLineEnd> {
  const start = Math.max(0, byte - MAX_LINE_END_BYTES)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(byte - start), 0, byte - start, start)
  const [lineEnd = ""] = /\r+\n$|\r$/.exec(buffer.toString("latin1", 0, bytesRead)) ?? []
  if (lineEnd === "\r") return "\r"
  return lineEnd.length > 2 ? `${lineEnd.slice(0, -1)}\n` : "\n"
}

async function rowAt(file: FileHandle, from: number, to: number, lineEnd: CsvLineEnd): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(to - from), 0, to - from, from)
  const row = buffer.toString("latin1", 0, bytesRead).replace(/[\r\n]+$/, "")
  return Buffer.from(row + lineEnd, "latin1")
}

async function copyRange(file: FileHandle, from: number, to: number, writer: ListWriter): Promise<void> {
  for (let at = from; at < to; at += PIECE_BYTES) {
    const length = Math.min(PIECE_BYTES, to - at)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at)
    await writer.write(buffer.subarray(0, bytesRead))
  }
}
