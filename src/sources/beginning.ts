import { systemClock } from "../platform/system-clock.ts"
import { SAMPLE_BYTES } from "./source-bytes.ts"
import type { Sample } from "./source-bytes.ts"

/** How long to wait for more of what writes slowly, once it has written a line. */
const PATIENCE_MS = 1_000

type Chunks = AsyncIterator<Buffer, void, undefined>

/** How to read a beginning. */
export interface BeginningOptions {
  readonly signal: AbortSignal | undefined
  /** Whether the rest may come much later, as in a pipe: then only {@link PATIENCE_MS} are spent on it. It is asked once something came. */
  readonly mayBeSlow?: (() => boolean) | undefined
}

/** What was read of a stream to look at it, and how to go on. */
interface BeginningState extends Sample {
  readonly chunks: readonly Buffer[]
  /** What was asked for, but has not come. */
  readonly pending: Promise<IteratorResult<Buffer, void>> | undefined
  readonly failure: { readonly error: unknown } | undefined
}

/** The beginning of a stream that was looked at: it is given once more, and then the rest. */
export class Beginning {
  readonly sample: Sample
  readonly #state: BeginningState
  readonly #rest: Chunks
  readonly #ended: AbortController

  private constructor(state: BeginningState, rest: Chunks, ended: AbortController) {
    const { bytes, isWhole } = state
    this.sample = { bytes, isWhole }
    this.#state = state
    this.#rest = rest
    this.#ended = ended
  }

  /**
   * Reads the beginning of a stream.
   *
   * @throws what the stream throws, if nothing came before; else that is thrown behind the beginning.
   */
  static async of(
    open: (signal: AbortSignal) => AsyncIterable<Buffer>,
    { mayBeSlow = () => false, signal }: BeginningOptions,
  ): Promise<Beginning> {
    const ended = new AbortController()
    const stopFollowing = follow(signal, ended)
    const rest: Chunks = open(ended.signal)[Symbol.asyncIterator]()
    try {
      return new Beginning(await readBeginning(rest, mayBeSlow), rest, ended)
    } finally {
      stopFollowing()
    }
  }

  /** Gives it all, once; ends, without an error, as soon as `signal` aborts. */
  async *read(signal: AbortSignal | undefined): AsyncGenerator<Buffer, void> {
    const stopFollowing = follow(signal, this.#ended)
    const { chunks, failure, pending } = this.#state
    try {
      for (const chunk of chunks) {
        if (this.#ended.signal.aborted) return
        yield chunk
      }
      if (failure !== undefined) throw failure.error
      const next = await pending
      if (next?.done === true) return
      if (next !== undefined) yield next.value
      yield* { [Symbol.asyncIterator]: () => this.#rest }
    } finally {
      stopFollowing()
      await this.close()
    }
  }

  /** Lets the rest go. */
  async close(): Promise<void> {
    // What was asked for would else be waited for.
    this.#ended.abort()
    await this.#rest.return?.()
  }
}

async function readBeginning(rest: Chunks, mayBeSlow: () => boolean): Promise<BeginningState> {
  const chunks: Buffer[] = []
  const state = (rest_: Partial<BeginningState> = {}): BeginningState => ({
    bytes: Buffer.concat(chunks).subarray(0, SAMPLE_BYTES),
    isWhole: false,
    chunks,
    pending: undefined,
    failure: undefined,
    ...rest_,
  })
  const patience = new Patience()
  let readBytes = 0
  try {
    for (;;) {
      const pending = rest.next()
      const next = await patience.await(pending)
      if (next === undefined) return state({ pending })
      if (next.done === true) return state({ isWhole: readBytes <= SAMPLE_BYTES })
      chunks.push(next.value)
      readBytes += next.value.length
      // A file of just as many bytes is known to be whole at its end.
      if (readBytes > SAMPLE_BYTES) return state()
      if (mayBeSlow() && hasLineEnd(next.value)) patience.begin()
    }
  } catch (error) {
    if (readBytes === 0) throw error
    return state({ failure: { error } })
  } finally {
    patience.end()
  }
}

/** Waits for as long as it takes, and once begun, for no longer than {@link PATIENCE_MS} in all. */
class Patience {
  readonly #isOver = new AbortController()
  #end: Promise<undefined> | undefined

  begin(): void {
    this.#end ??= systemClock.sleep(PATIENCE_MS, this.#isOver.signal).then(() => undefined)
  }

  /** What was waited for; undefined if it has not come in time. */
  async await<Value>(pending: Promise<Value>): Promise<Value | undefined> {
    if (this.#end === undefined) return pending
    // If it fails later, whoever reads on says so.
    pending.catch(() => undefined)
    return Promise.race([pending, this.#end])
  }

  end(): void {
    this.#isOver.abort()
  }
}

function hasLineEnd(bytes: Buffer): boolean {
  return bytes.includes("\n") || bytes.includes("\r")
}

/** Aborts one as soon as the other does; gives what ends that. */
function follow(signal: AbortSignal | undefined, controller: AbortController): () => void {
  const abort = (): void => controller.abort()
  if (signal?.aborted === true) abort()
  signal?.addEventListener("abort", abort)
  return () => signal?.removeEventListener("abort", abort)
}
