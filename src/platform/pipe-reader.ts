import { constants, open as openWithCallback } from "node:fs"
import { Socket } from "node:net"
import { addAbortSignal } from "node:stream"
import type { Readable } from "node:stream"
import { promisify } from "node:util"
import type { ChunkReader } from "./chunk-reader.ts"

const open = promisify(openWithCallback)

/** The path that means standard input, whatever that is: a socket, as programs in Node.js give their children, cannot be opened by it. */
export const STDIN_PATH = "/dev/stdin"

/** Linux tells the end of a pipe from one that nobody writes to yet, so that not even its opening need wait. */
const FLAGS = constants.O_RDONLY | (process.platform === "linux" ? constants.O_NONBLOCK : 0)

/**
 * Reads what comes out of a named pipe, until nobody writes to it any more, or out of standard input.
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
   * Once the signal aborts, nothing comes any more.
   *
   * @throws the error of the operating system, as Node.js gives it, if it cannot be opened.
   */
  static async open(
    path: string | URL,
    chunkBytes: number,
    signal: AbortSignal | undefined,
  ): Promise<PipeReader> {
    const pipe =
      path === STDIN_PATH
        ? process.stdin
        : new Socket({ fd: await open(path, FLAGS), readable: true, writable: false })
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
