import type { FileSystem, ReadableFile } from "../platform/file-system.ts"
import type { CsvLineEnd } from "../sources/csv-line-end.ts"
import type { CsvLayout } from "../sources/csv-layout.ts"
import { rejectRows } from "../sources/reject-rows.ts"
import type { FoundRejectRow } from "../sources/reject-rows.ts"
import type { ListWriter } from "./list-writer.ts"

const PIECE_BYTES = 1_000_000

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
  files: FileSystem,
): Promise<CsvLineEnd> {
  const file = await files.open(path)
  try {
    let lineEnd: CsvLineEnd | undefined
    const begin = async (headerBytes: number): Promise<CsvLineEnd> => {
      lineEnd = await lineEndAt(file, headerBytes - 1)
      if (withHeader) await copyRange(file, 0, headerBytes, writer)
      await writer.endLine(lineEnd)
      return lineEnd
    }
    // Rows that follow each other are copied in one piece.
    let [from, to] = [0, 0]
    const list = rejectRows(path, files)
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
    const end = lineEnd ?? (await begin((await file.state()).size))
    await copyRange(file, from, to, writer)
    await writer.endLine(wantedEnd ?? end)
    return end
  } finally {
    await file.close()
  }
}

/** Lines end in lone carriage returns if the header does. */
async function lineEndAt(file: ReadableFile, byte: number): Promise<CsvLineEnd> {
  return (await file.read(Math.max(0, byte), 1)).toString("latin1") === "\r" ? "\r" : "\n"
}

async function rowAt(file: ReadableFile, from: number, to: number, lineEnd: CsvLineEnd): Promise<Buffer> {
  const row = (await file.read(from, to - from)).toString("latin1").replace(/[\r\n]+$/, "")
  return Buffer.from(row + lineEnd, "latin1")
}

async function copyRange(file: ReadableFile, from: number, to: number, writer: ListWriter): Promise<void> {
  for (let at = from; at < to; at += PIECE_BYTES) {
    await writer.write(await file.read(at, Math.min(PIECE_BYTES, to - at)))
  }
}
