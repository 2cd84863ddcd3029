import { open } from "node:fs/promises"
import type { FileHandle } from "node:fs/promises"
import { setImmediate } from "node:timers/promises"

/** How to read a file. */
export interface ReadFileOptions {
  /** Bytes before this one are not read. @defaultValue 0 */
  readonly fromByte?: number | undefined
  /** Reading ends, without an error, as soon as this aborts. */
  readonly signal?: AbortSignal | undefined
  /** How large a chunk is at most. @defaultValue 65536; larger ones cost memory and cache misses */
  readonly chunkBytes?: number | undefined
  /** Called once with the file's size, before the first chunk; not called where there is none, as for pipes. */
  readonly onSize?: ((sizeBytes: number) => void) | undefined
}

/** Thrown where a file ends before the size that it had when it was opened. */
export class FileShrankError extends Error {
  override readonly name = "FileShrankError"
  readonly code = "FILE_SHRANK"
}

const CHUNK_BYTES = 64 * 1024
/** So many are read at once. */
const CHUNKS_AT_ONCE = 4

/**
 * Reads a file in chunks, each in a buffer of its own; before each the event loop turns.
 *
 * While some are given, the next ones are read: to be put to sleep and woken up for each chunk costs more than to read it (Node 20, a million
 * events: a tenth of the time).
 *
 * The file is closed when the reading ends, fails, or is returned early. What is
 * appended meanwhile is read too. Pipes have no positions: what is not wanted of them is read, and left out.
 *
 * @throws {@link FileShrankError} if the file has become shorter than it was when it was opened.
 * @throws the error of the operating system, as Node.js gives it, if the file cannot be opened or read.
 */
export async function* readFile(
  path: string | URL,
  options: ReadFileOptions = {},
): AsyncGenerator<Buffer, void> {
  const { fromByte = 0, signal, chunkBytes = CHUNK_BYTES, onSize } = options
  const file = await open(path, "r")
  try {
    const stat = await file.stat()
    if (stat.isFile()) onSize?.(stat.size)
    const reader = new ChunkReader(file, stat.isFile() ? fromByte : undefined, chunkBytes)
    let leftOutBytes = stat.isFile() ? 0 : fromByte
    let ahead: Promise<readonly Buffer[]> | undefined
    const isAborted = (): boolean => signal?.aborted === true
    while (!isAborted()) {
      const chunks = await (ahead ?? reader.read())
      if (chunks.length === 0) {
        if (leftOutBytes > 0 || (fromByte <= stat.size && reader.endedBefore(stat.size)))
          throw new FileShrankError()
        return
      }
      // Of a pipe this may last for ever, and the file is not closed before.
      ahead = stat.isFile() ? reader.read() : undefined
      ahead?.catch(() => undefined)
      for (const chunk of chunks) {
        await setImmediate()
        if (isAborted()) return
        const fromIndex = Math.min(leftOutBytes, chunk.length)
        leftOutBytes -= fromIndex
        if (fromIndex < chunk.length) yield chunk.subarray(fromIndex)
      }
    }
  } finally {
    await file.close()
  }
}

/** Reads a file on and on, some chunks at a time. */
class ChunkReader {
  readonly #file: FileHandle
  readonly #chunkBytes: number
  /** Where the next byte stands; undefined for what has no positions. */
  #position: number | undefined
  /** Buffers for the next chunks: a read may fill fewer than there are. */
  readonly #free: Buffer[] = []

  constructor(file: FileHandle, position: number | undefined, chunkBytes: number) {
    this.#file = file
    this.#position = position
    this.#chunkBytes = chunkBytes
  }

  /** The next chunks, of which the last may be shorter; none at the end. */
  async read(): Promise<readonly Buffer[]> {
    while (this.#free.length < CHUNKS_AT_ONCE) this.#free.push(Buffer.allocUnsafe(this.#chunkBytes))
    const { bytesRead } = await this.#file.readv(this.#free, this.#position)
    if (this.#position !== undefined) this.#position += bytesRead
    const filled = this.#free.splice(0, Math.ceil(bytesRead / this.#chunkBytes))
    return filled.map((buffer, index) => buffer.subarray(0, bytesRead - index * this.#chunkBytes))
  }

  /** Whether it has positions, and stands before one. */
  endedBefore(position: number): boolean {
    return this.#position !== undefined && this.#position < position
  }
}
