import { open } from "node:fs/promises"
import type { FileHandle } from "node:fs/promises"
import type { Stats } from "node:fs"
import type { ChunkReader } from "./chunk-reader.ts"
import type { FileState } from "./file-state.ts"

/** So many are read at once. */
const CHUNKS_AT_ONCE = 4

/** Reads a file from a byte on, or a device from where it stands. */
export class FileReader implements ChunkReader {
  readonly sizeBytes: number | undefined
  readonly opened: FileState | undefined
  readonly #file: FileHandle
  readonly #chunkBytes: number
  /** Where the next byte stands; undefined for what has no positions. */
  #position: number | undefined
  /** Buffers for the next chunks: a read may fill fewer than there are. */
  readonly #free: Buffer[] = []

  private constructor(file: FileHandle, opened: Stats, fromByte: number, chunkBytes: number) {
    this.#file = file
    this.opened = opened.isFile() ? opened : undefined
    this.sizeBytes = opened.isFile() ? opened.size : undefined
    this.#position = opened.isFile() ? fromByte : undefined
    this.#chunkBytes = chunkBytes
  }

  /** @throws the error of the operating system, as Node.js gives it, if the file cannot be opened. */
  static async open(path: string | URL, fromByte: number, chunkBytes: number): Promise<FileReader> {
    const file = await open(path, "r")
    try {
      return new FileReader(file, await file.stat(), fromByte, chunkBytes)
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** The next chunks, of which the last may be shorter; none at the end. */
  async read(): Promise<readonly Buffer[]> {
    while (this.#free.length < CHUNKS_AT_ONCE) this.#free.push(Buffer.allocUnsafe(this.#chunkBytes))
    const { bytesRead } = await this.#file.readv(this.#free, this.#position)
    if (this.#position !== undefined) this.#position += bytesRead
    const filled = this.#free.splice(0, Math.ceil(bytesRead / this.#chunkBytes))
    return filled.map((buffer, index) => buffer.subarray(0, bytesRead - index * this.#chunkBytes))
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}
