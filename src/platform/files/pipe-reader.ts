import { close as closeWithCallback, constants, open as openWithCallback } from "node:fs"
import type { Stats } from "node:fs"
import { Socket } from "node:net"
import { addAbortSignal } from "node:stream"
import type { Readable } from "node:stream"
import { ReadStream, isatty } from "node:tty"
import { promisify } from "node:util"
import { isMainThread } from "node:worker_threads"
import type { ChunkReader } from "./chunk-reader.ts"

const open = promisify(openWithCallback)
const close = promisify(closeWithCallback)

/** Linux tells the end of a pipe from one that nobody writes to yet, so that not even its opening need wait. */
const FLAGS = constants.O_RDONLY | (process.platform === "linux" ? constants.O_NONBLOCK : 0)

/**
 * Reads what comes out of a pipe, until nobody writes to it, out of a terminal, or out of a socket that is standard input.
 *
 * Nothing may come for ever. So it is not read as files are, by a thread that nobody could stop, and that the end of the process would
 * wait for.
 */
export class PipeReader implements ChunkReader {
  readonly sizeBytes = undefined
  readonly opened = undefined
  readonly #pipe: Readable
  readonly #arrivals: AsyncIterator<Buffer, undefined>
  readonly #chunkBytes: number

  private constructor(pipe: Readable, chunkBytes: number) {
    this.#pipe = pipe
    this.#arrivals = (pipe as AsyncIterable<Buffer, undefined>)[Symbol.asyncIterator]()
    this.#chunkBytes = chunkBytes
  }

  /**
   * Gives undefined for what is none of these. Once the signal aborts, nothing more comes.
   *
   * @throws the error of the operating system, as Node.js gives it, if it cannot be opened.
   */
  static async open(
    path: string | URL,
    found: Stats,
    chunkBytes: number,
    signal: AbortSignal | undefined,
  ): Promise<PipeReader | undefined> {
    const pipe = await pipeAt(path, found)
    if (pipe === undefined) return undefined
    if (signal !== undefined) addAbortSignal(signal, pipe)
    // Whoever reads hears of its errors; until then, somebody has to.
    pipe.on("error", () => undefined)
    return new PipeReader(pipe, chunkBytes)
  }

  async read(): Promise<readonly Buffer[]> {
    const { done, value } = await this.#arrivals.next()
    if (done === true) return []
    const count = Math.ceil(value.length / this.#chunkBytes)
    const startOf = (index: number): number => index * this.#chunkBytes
    return Array.from({ length: count }, (_, index) => value.subarray(startOf(index), startOf(index + 1)))
  }

  async close(): Promise<void> {
    this.#pipe.destroy()
  }
}

async function pipeAt(path: string | URL, found: Stats): Promise<Readable | undefined> {
  if (found.isFIFO()) return new Socket({ fd: await open(path, FLAGS), readable: true, writable: false })
  // A socket, as programs in Node.js give their children, cannot be opened by a path.
  if (found.isSocket() && path === "/dev/stdin" && isMainThread && isUntouched(process.stdin))
    return process.stdin
  if (!found.isCharacterDevice()) return undefined
  const fd = await open(path, FLAGS)
  if (isatty(fd)) return new ReadStream(fd)
  await close(fd)
  return undefined
}

/** Whether nobody else reads it, who would have taken some of it. */
function isUntouched({ destroyed, readableDidRead, readableEncoding }: Readable): boolean {
  return !destroyed && !readableDidRead && readableEncoding === null
}
