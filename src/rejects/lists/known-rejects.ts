import type { FileSystem } from "../../platform/files/file-system.ts"
import { rejectItem } from "../reject-line.ts"
import { rejectsCsvCells } from "../rejects-csv.ts"
import type { CsvLayout } from "../../sources/formats/csv/csv-layout.ts"
import type { FoundRejectLine } from "../reading/reject-lines.ts"
import type { ScannedReject } from "../reading/scanned-reject.ts"
import { isGroup, isRecord } from "../../sources/source-data-record.ts"
import { checkedLine } from "./checked-line.ts"
import { LineStore } from "./line-store.ts"

/** What the other list of an import says of its rejects, in so far as a change of encoding, or an apostrophe, may change it. */
export class KnownRejects {
  readonly #lines: LineStore
  readonly #numbers: ReadonlySet<number>
  /** The names of the original columns. */
  readonly columns: readonly string[]

  private constructor(lines: LineStore, numbers: ReadonlySet<number>, columns: readonly string[]) {
    this.#lines = lines
    this.#numbers = numbers
    this.columns = columns
  }

  /**
   * To be closed.
   *
   * @throws {@link SourceError} if it cannot be read; nothing is known where it is missing, or `undefined`.
   */
  static async open(ndjsonPath: string | undefined, files: FileSystem): Promise<KnownRejects> {
    const numbers = new Set<number>()
    const columns = new Set<string>()
    const mayChange = ({ bytes, reject }: FoundRejectLine): boolean => {
      if (reject?.origin === undefined) return false
      numbers.add(reject.origin.recordNumber)
      for (const record of recordsIn(reject)) for (const name of Object.keys(record)) columns.add(name)
      return bytes.some((byte) => byte >= 0x80 || CHANGING.has(byte))
    }
    const lines = await LineStore.open(ndjsonPath, files, mayChange)
    return new KnownRejects(lines, numbers, [...columns])
  }

  /** Whether all that is said of a record is ASCII that means the same in every encoding. */
  isAscii(recordNumber: number): boolean {
    return this.#numbers.has(recordNumber) && !this.#lines.has(recordNumber)
  }

  /** What the cells of a record's row were; several, where the list has several rejects of it. */
  async cellsOf(recordNumber: number, layout: CsvLayout): Promise<readonly (readonly string[])[]> {
    const lines = await this.#lines.linesOf(recordNumber)
    return lines.flatMap((bytes) => {
      const line = checkedLine(bytes.toString("utf8"))
      return line === undefined ? [] : rejectsCsvCells({ item: rejectItem(line) }, line, layout)
    })
  }

  close(): Promise<void> {
    return this.#lines.close()
  }
}

/** Its record, or the rows of its group that are records. */
function recordsIn({ record, rows = [] }: ScannedReject): readonly object[] {
  if (isGroup(record)) return record
  return [record, ...rows.map((row) => row.record)].filter((one) => isRecord(one))
}

/** An apostrophe may be a guard; the others mean something in encodings of 7 bits, or are the beginning of what JSON does not hold as it is. */
const CHANGING: ReadonlySet<number> = new Set(Buffer.from("'+~\\\\"))
