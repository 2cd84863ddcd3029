import { createGunzip } from "node:zlib"
import type { Gunzip } from "node:zlib"
import type { UnpackOptions } from "../packing.ts"
import { GzipError } from "./gzip-error.ts"
import type { GzipProblem } from "./gzip-error.ts"

/** What a gzip file begins with. */
export const GZIP_MAGIC: Buffer = Buffer.from([0x1f, 0x8b])
const UNPACKED_CHUNK_BYTES = 128 * 1024

/**
 * Unpacks gzip. There may be several members, one after the other, and zeros after the last one.
 *
 * @throws {@link GzipError} after all that could be unpacked before it; of what is damaged or followed by something else, the chunk before that is not given
 */
export async function* unpackGzip(
  pieces: AsyncIterable<Buffer>,
  { onUnpacked, signal }: UnpackOptions,
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
