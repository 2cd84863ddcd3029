import { stat } from "node:fs/promises"
import { setImmediate } from "node:timers/promises"
import type { ChunkReader } from "./chunk-reader.ts"
import type { FileState } from "./file-state.ts"
import { FileReader } from "./file-reader.ts"
import { PipeReader } from "./pipe-reader.ts"

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
  /** Called once with what the file is, likewise. */
  readonly onOpen?: ((opened: FileState) => void) | undefined
}

/** Thrown where a file ends before the size that it had when it was opened. */
export class FileShrankError extends Error {
  override readonly name = "FileShrankError"
  readonly code = "FILE_SHRANK"
}

const CHUNK_BYTES = 64 * 1024

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
  const { fromByte = 0, signal, chunkBytes = CHUNK_BYTES, onSize, onOpen } = options
  const reader = await readerOf(path, fromByte, signal, chunkBytes)
  const { sizeBytes } = reader
  const endByte = sizeBytes ?? fromByte
  /** Where the next byte stands. */
  let atByte = sizeBytes === undefined ? 0 : fromByte
  const isAborted = (): boolean => signal?.aborted === true
  try {
    if (sizeBytes !== undefined) onSize?.(sizeBytes)
    if (reader.opened !== undefined) onOpen?.(reader.opened)
    let ahead: Promise<readonly Buffer[]> | undefined
    while (!isAborted()) {
      const chunks = await (ahead ?? reader.read())
      if (chunks.length === 0) {
        if (atByte < endByte && fromByte <= endByte) throw new FileShrankError()
        return
      }
      // Of what has no end this may last for ever, and it is not closed before.
      ahead = sizeBytes === undefined ? undefined : reader.read()
      ahead?.catch(() => undefined)
      for (const chunk of chunks) {
        await setImmediate()
        if (isAborted()) return
        const fromIndex = Math.max(0, fromByte - atByte)
        atByte += chunk.length
        if (fromIndex < chunk.length) yield chunk.subarray(fromIndex)
      }
    }
  } catch (error) {
    // That nothing more comes out of a pipe.
    if (isAborted()) return
    throw error
  } finally {
    await reader.close()
  }
}

async function readerOf(
  path: string | URL,
  fromByte: number,
  signal: AbortSignal | undefined,
  chunkBytes: number,
): Promise<ChunkReader> {
  const pipe = await PipeReader.open(path, await stat(path), chunkBytes, signal)
  return pipe ?? FileReader.open(path, fromByte, chunkBytes)
}
