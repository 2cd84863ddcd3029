import type { FileSystem } from "../platform/file-system.ts"
import { rejectItem } from "../report/reject-line.ts"
import { rejectsCsvCells } from "../report/rejects-csv.ts"
import type { CsvLayout } from "../sources/csv-layout.ts"
import { rejectLines } from "../sources/reject-lines.ts"
import { checkedLine } from "./checked-line.ts"
import { isThere } from "./is-there.ts"

/** So much of a `rejects.ndjson` is held; what comes after it is not known. */
const MAX_HELD_BYTES = 64 * 1024 * 1024

/** What the other list of an import says of its rejects, in so far as a change of encoding, or an apostrophe, may change it. */
export class KnownRejects {
  readonly #lines = new Map<number, Buffer[]>()
  readonly #numbers = new Set<number>()
  readonly #columns = new Set<string>()
  #heldBytes = 0
  #isComplete = true

  /** @throws {@link SourceError} if it cannot be read; nothing is known where it is missing, or `undefined`. */
  static async read(ndjsonPath: string | undefined, files: FileSystem): Promise<KnownRejects> {
    const known = new KnownRejects()
    if (ndjsonPath === undefined || !(await isThere(ndjsonPath, files))) return known
    for await (const lines of rejectLines(ndjsonPath, files)) {
      for (const { bytes, reject } of lines) {
        if (reject?.origin === undefined) continue
        known.#numbers.add(reject.origin.recordNumber)
        if (bytes.every((byte) => byte < 0x80 && byte !== APOSTROPHE)) continue
        known.#hold(reject.origin.recordNumber, bytes)
        if (typeof reject.record !== "object" || reject.record === null) continue
        for (const name of Object.keys(reject.record)) known.#columns.add(name)
      }
    }
    return known
  }

  /** Whether all that is said of a record is ASCII. */
  isAscii(recordNumber: number): boolean {
    return this.#isComplete && this.#numbers.has(recordNumber) && !this.#lines.has(recordNumber)
  }

  /** The names of the original columns. */
  get columns(): readonly string[] {
    return [...this.#columns]
  }

  /** What the cells of a record's row were; several, where the list has several rejects of it. */
  cellsOf(recordNumber: number, layout: CsvLayout): readonly (readonly string[])[] {
    const lines = this.#lines.get(recordNumber) ?? []
    return lines.flatMap((bytes) => {
      const line = checkedLine(bytes.toString("utf8"))
      return line === undefined ? [] : [rejectsCsvCells({ item: rejectItem(line) }, line, layout)]
    })
  }

  #hold(recordNumber: number, bytes: Buffer): void {
    if (this.#heldBytes + bytes.length > MAX_HELD_BYTES) {
      this.#isComplete = false
      return
    }
    this.#heldBytes += bytes.length
    // The chunk that they are a part of is to go.
    const own = Buffer.from(bytes)
    const others = this.#lines.get(recordNumber)
    if (others === undefined) this.#lines.set(recordNumber, [own])
    else others.push(own)
  }
}

const APOSTROPHE = 0x27
