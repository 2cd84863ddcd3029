import { SAMPLE_BYTES } from "./source-bytes.ts"

type Chunks = AsyncIterator<Buffer, void, undefined>

/** The beginning of a stream that was looked at: it is given once more, and then the rest. */
export class Beginning {
  /** Up to {@link SAMPLE_BYTES}. */
  readonly sample: Buffer
  readonly #chunks: readonly Buffer[]
  readonly #rest: Chunks
  readonly #failure: { readonly error: unknown } | undefined
  readonly #ended: AbortController

  private constructor(
    chunks: readonly Buffer[],
    rest: Chunks,
    ended: AbortController,
    failure: { readonly error: unknown } | undefined,
  ) {
    this.sample = Buffer.concat(chunks).subarray(0, SAMPLE_BYTES)
    this.#chunks = chunks
    this.#rest = rest
    this.#ended = ended
    this.#failure = failure
  }

  /**
   * Reads the beginning of a stream.
   *
   * @throws what the stream throws, if nothing came before; else that is thrown behind the beginning.
   */
  static async of(
    open: (signal: AbortSignal) => AsyncIterable<Buffer>,
    signal: AbortSignal | undefined,
  ): Promise<Beginning> {
    const ended = new AbortController()
    const stopFollowing = follow(signal, ended)
    const rest: Chunks = open(ended.signal)[Symbol.asyncIterator]()
    const chunks: Buffer[] = []
    let readBytes = 0
    let failure: { readonly error: unknown } | undefined
    try {
      while (readBytes < SAMPLE_BYTES) {
        const next = await rest.next()
        if (next.done === true) break
        chunks.push(next.value)
        readBytes += next.value.length
      }
    } catch (error) {
      if (readBytes === 0) throw error
      failure = { error }
    } finally {
      stopFollowing()
    }
    return new Beginning(chunks, rest, ended, failure)
  }

  /** Gives it all, once; ends, without an error, as soon as `signal` aborts. */
  async *read(signal: AbortSignal | undefined): AsyncGenerator<Buffer, void> {
    const stopFollowing = follow(signal, this.#ended)
    try {
      for (const chunk of this.#chunks) {
        if (this.#ended.signal.aborted) return
        yield chunk
      }
      if (this.#failure !== undefined) throw this.#failure.error
      yield* { [Symbol.asyncIterator]: () => this.#rest }
    } finally {
      stopFollowing()
      await this.close()
    }
  }

  /** Lets the rest go. */
  async close(): Promise<void> {
    await this.#rest.return?.()
  }
}

/** Aborts one as soon as the other does; gives what ends that. */
function follow(signal: AbortSignal | undefined, controller: AbortController): () => void {
  const abort = (): void => controller.abort()
  if (signal?.aborted === true) abort()
  signal?.addEventListener("abort", abort)
  return () => signal?.removeEventListener("abort", abort)
}
