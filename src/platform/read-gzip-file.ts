import { createGunzip } from "node:zlib"
import type { Gunzip } from "node:zlib"
import type { FileSystem } from "./file-system.ts"
import type { ReadFileOptions } from "./read-file.ts"

/** How a gzip file is not what it should be. */
export type GzipProblem = "NOT_GZIP" | "GZIP_TRUNCATED" | "GZIP_DAMAGED" | "GZIP_FOLLOWED"

/** Thrown where a gzip file cannot be unpacked (any further). */
export class GzipError extends Error {
  override readonly name = "GzipError"
  readonly code: GzipProblem

  constructor(code: GzipProblem, options?: ErrorOptions) {
    super(code, options)
    this.code = code
  }
}

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b])
/** Packed bytes that are unpacked at once: no more than 33 MB come of them, whatever they are, and usually a few hundred KB. */
const PIECE_BYTES = 32 * 1024
const UNPACKED_CHUNK_BYTES = 128 * 1024

/**
 * Reads what is packed in a gzip file, in chunks, as `readFile` reads a file: `fromByte` and `onSize` count unpacked bytes.
 *
 * What comes before `fromByte` is unpacked and left out. `onSize` is told of an estimate after each piece, and of the truth at the end.
 * A file may have several members, one after the other, and zeros after the last one.
 *
 * @throws {@link GzipError} after all that could be unpacked before it; of what is damaged or followed by something else, the chunk before that is not given
 * @throws what `readFile` throws.
 */
export async function* readGzipFile(
  path: string,
  { fromByte = 0, onOpen, onSize, signal }: Omit<ReadFileOptions, "chunkBytes">,
  files: FileSystem,
): AsyncGenerator<Buffer, void> {
  let fileBytes: number | undefined
  let readBytes = 0
  const onFileSize = (bytes: number): void => {
    fileBytes = bytes
  }
  const onUnpacked = (unpackedBytes: number, packedBytes: number): void => {
    if (fileBytes !== undefined) onSize?.(Math.round((fileBytes / packedBytes) * unpackedBytes))
  }
  const pieces = files.readChunks(path, { signal, chunkBytes: PIECE_BYTES, onSize: onFileSize, onOpen })
  for await (const chunk of unpack(pieces, signal, onUnpacked)) {
    const leftOutBytes = Math.max(0, fromByte - readBytes)
    readBytes += chunk.length
    if (leftOutBytes < chunk.length) yield chunk.subarray(leftOutBytes)
  }
  if (signal?.aborted !== true && fileBytes !== undefined) onSize?.(readBytes)
}

/** `onUnpacked` is told what has become of how much, after each piece. */
async function* unpack(
  pieces: AsyncIterable<Buffer>,
  signal: AbortSignal | undefined,
  onUnpacked: (unpackedBytes: number, packedBytes: number) => void,
): AsyncGenerator<Buffer, void> {
  const gunzip = createGunzip({ chunkSize: UNPACKED_CHUNK_BYTES })
  // The stream forgets what it holds when it fails: each chunk is taken from it at once.
  let unpacked: Buffer[] = []
  let unpackedBytes = 0
  // Whoever feeds it hears of its errors.
  gunzip.on("error", () => undefined)
  gunzip.on("data", (chunk: Buffer) => {
    unpacked.push(chunk)
    unpackedBytes += chunk.length
  })
  let givenBytes = 0
  let failure: GzipError | undefined
  try {
    for await (const piece of pieces) {
      // Of a pipe, the first piece may be a single byte.
      const magic = GZIP_MAGIC.subarray(0, piece.length)
      if (givenBytes === 0 && !piece.subarray(0, 2).equals(magic)) throw new GzipError("NOT_GZIP")
      if (givenBytes === gunzip.bytesWritten) failure = await feed(gunzip, piece)
      givenBytes += piece.length
      // What the stream did not take is behind the end of the last member.
      const unused = piece.subarray(Math.max(0, piece.length - (givenBytes - gunzip.bytesWritten)))
      if (failure === undefined && unused.some((byte) => byte !== 0)) failure = new GzipError("GZIP_FOLLOWED")
      onUnpacked(unpackedBytes, givenBytes)
      yield* unpacked
      unpacked = []
      if (failure !== undefined) throw failure
    }
    if (signal?.aborted === true) return
    if (givenBytes === 0) throw new GzipError("GZIP_TRUNCATED")
    if (givenBytes === gunzip.bytesWritten) failure = await end(gunzip)
    yield* unpacked
    if (failure !== undefined) throw failure
  } finally {
    gunzip.destroy()
  }
}

/** Resolves when a piece is unpacked, to what is wrong with it, if something is. */
function feed(gunzip: Gunzip, piece: Buffer): Promise<GzipError | undefined> {
  return new Promise((resolve) => {
    const onError = (error: Error): void => resolve(gzipError(error))
    gunzip.once("error", onError)
    gunzip.write(piece, (error) => {
      gunzip.off("error", onError)
      resolve(error instanceof Error ? gzipError(error) : undefined)
    })
  })
}

/** Resolves when nothing more comes, to what is missing, if something is. */
function end(gunzip: Gunzip): Promise<GzipError | undefined> {
  return new Promise((resolve) => {
    gunzip.once("error", (error) => resolve(gzipError(error)))
    gunzip.once("end", () => resolve(undefined))
    gunzip.end()
  })
}

function gzipError(cause: Error): GzipError {
  return new GzipError(problemOf(cause), { cause })
}

function problemOf(cause: Error): GzipProblem {
  if ("code" in cause && cause.code === "Z_BUF_ERROR") return "GZIP_TRUNCATED"
  // The first header was looked at already, and a later one is only looked for where the member before it is sound.
  return cause.message === "incorrect header check" ? "GZIP_FOLLOWED" : "GZIP_DAMAGED"
}
