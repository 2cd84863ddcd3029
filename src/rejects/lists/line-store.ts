import type { FileSystem, ReadableFile } from "../../platform/files/file-system.ts"
import { rejectLines } from "../reading/reject-lines.ts"
import type { FoundRejectLine } from "../reading/reject-lines.ts"

interface ByteRange {
  readonly startByte: number
  readonly lengthBytes: number
}

/** The lines of a `rejects.ndjson`, to be had by the numbers of their records; where they stand is remembered, not what they say. */
export class LineStore {
  readonly #file: ReadableFile | undefined
  readonly #ranges = new Map<number, ByteRange[]>()

  private constructor(file: ReadableFile | undefined) {
    this.#file = file
  }

  /**
   * @param path undefined, or where no file is: a store of nothing
   * @param isWanted says which lines to have
   * @throws {@link SourceError} if the list cannot be read.
   */
  static async open(
    path: string | undefined,
    files: FileSystem,
    isWanted: (line: FoundRejectLine) => boolean = () => true,
  ): Promise<LineStore> {
    if (path === undefined || (await files.look(path).catch(() => undefined))?.kind !== "file")
      return new LineStore(undefined)
    const store = new LineStore(await files.open(path))
    try {
      for await (const lines of rejectLines(path, files))
        for (const line of lines) if (isWanted(line)) store.#note(line)
    } catch (error) {
      await store.close().catch(() => undefined)
      throw error
    }
    return store
  }

  /** The numbers of all records that have lines; 0 for those that do not say which they are of. */
  get recordNumbers(): Iterable<number> {
    return this.#ranges.keys()
  }

  has(recordNumber: number): boolean {
    return this.#ranges.has(recordNumber)
  }

  /** The lines of a record, without their line ends, in their order. */
  async linesOf(recordNumber: number): Promise<readonly Buffer[]> {
    const lines: Buffer[] = []
    for (const { lengthBytes, startByte } of this.#ranges.get(recordNumber) ?? [])
      if (this.#file !== undefined) lines.push(await this.#file.read(startByte, lengthBytes))
    return lines
  }

  async close(): Promise<void> {
    await this.#file?.close()
  }

  #note({ bytes, reject, startByte }: FoundRejectLine): void {
    const recordNumber = reject?.origin?.recordNumber ?? 0
    const range = { startByte, lengthBytes: bytes.length }
    const others = this.#ranges.get(recordNumber)
    if (others === undefined) this.#ranges.set(recordNumber, [range])
    else others.push(range)
  }
}
