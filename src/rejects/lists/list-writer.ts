import { createHash } from "node:crypto"
import type { FileSystem, WritableFile } from "../../platform/files/file-system.ts"

const BUFFERED_BYTES = 1_000_000

/** Writes a list of rejects from pieces of others; for its owner's eyes only. */
export class ListWriter {
  readonly #file: WritableFile
  #buffered: Buffer[] = []
  #bufferedBytes = 0
  #lastByte = NEWLINE
  readonly #hash = createHash("sha256")
  #digest = ""
  /** How long the file will be once all that was given is written. */
  sizeBytes = 0

  private constructor(file: WritableFile) {
    this.#file = file
  }

  /** A new file, in place of an old one. */
  static async create(path: string, files: FileSystem): Promise<ListWriter> {
    return new ListWriter(await files.createNew(path))
  }

  async write(bytes: Buffer): Promise<void> {
    if (bytes.length === 0) return
    this.#buffered.push(bytes)
    this.#bufferedBytes += bytes.length
    this.sizeBytes += bytes.length
    this.#lastByte = bytes.at(-1) ?? NEWLINE
    if (this.#bufferedBytes >= BUFFERED_BYTES) await this.#flush()
  }

  /** Ends the line, unless it has ended. */
  async endLine(): Promise<void> {
    if (this.#lastByte !== NEWLINE) await this.write(Buffer.from("\n"))
  }

  /** Of all that was written, SHA-256 in hex; known once it is closed. */
  get digest(): string {
    return this.#digest
  }

  /** Resolves when all that was written is on disk. */
  async close(): Promise<void> {
    try {
      await this.#flush()
      this.#digest = this.#hash.digest("hex")
      await this.#file.sync()
    } finally {
      await this.#file.close()
    }
  }

  async #flush(): Promise<void> {
    const buffered = Buffer.concat(this.#buffered)
    this.#buffered = []
    this.#bufferedBytes = 0
    this.#hash.update(buffered)
    await this.#file.write(buffered)
  }
}

const NEWLINE = 10
