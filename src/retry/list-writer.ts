import { open } from "node:fs/promises"
import type { FileHandle } from "node:fs/promises"
import type { CsvLineEnd } from "../sources/csv-line-end.ts"

const HELD_BYTES = 1_000_000

/** Writes a list of rejects from pieces of others; for its owner's eyes only. */
export class ListWriter {
  readonly #file: FileHandle
  #held: Buffer[] = []
  #heldBytes = 0
  #lastByte = NEWLINE
  /** How long the file will be once all that was given is written. */
  sizeBytes = 0

  private constructor(file: FileHandle) {
    this.#file = file
  }

  /** A new file, or an old one that is emptied. */
  static async create(path: string): Promise<ListWriter> {
    return new ListWriter(await open(path, "w", 0o600))
  }

  async write(bytes: Buffer): Promise<void> {
    if (bytes.length === 0) return
    this.#held.push(bytes)
    this.#heldBytes += bytes.length
    this.sizeBytes += bytes.length
    this.#lastByte = bytes.at(-1) ?? NEWLINE
    if (this.#heldBytes >= HELD_BYTES) await this.#flush()
  }

  /** Ends the line, unless it has ended. */
  async endLine(lineEnd: CsvLineEnd = "\n"): Promise<void> {
    if (this.#lastByte !== NEWLINE && this.#lastByte !== RETURN) await this.write(Buffer.from(lineEnd))
  }

  /** Resolves when all that was written is on disk. */
  async close(): Promise<void> {
    try {
      await this.#flush()
      await this.#file.sync()
    } finally {
      await this.#file.close()
    }
  }

  async #flush(): Promise<void> {
    const held = Buffer.concat(this.#held)
    this.#held = []
    this.#heldBytes = 0
    await this.#file.writeFile(held)
  }
}

const NEWLINE = 10
const RETURN = 13
