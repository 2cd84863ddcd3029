/** Fewer are not worth keeping apart; more would hold on to memory that nobody needs. */
const MAX_KEPT = 16
/** One for the largest body. */
const MAX_KEPT_BYTES = 4_500_000

/** Keeps the buffers of batches that are settled for the batches to come: megabytes that need no collecting. */
export class BufferPool {
  readonly #kept: Buffer[] = []
  #keptBytes = 0

  /** A buffer of at least so many bytes, with anything in it: the largest one that is kept, or a new one. */
  take(minBytes: number): Buffer {
    const largest = this.#kept.at(-1)
    if (largest === undefined || largest.length < minBytes) return Buffer.allocUnsafeSlow(minBytes)
    this.#kept.pop()
    this.#keptBytes -= largest.length
    return largest
  }

  /** Takes back a buffer that is no longer in use. */
  give(buffer: Buffer): void {
    this.#kept.push(buffer)
    this.#keptBytes += buffer.length
    this.#kept.sort((one, other) => one.length - other.length)
    while (this.#kept.length > MAX_KEPT || this.#keptBytes > MAX_KEPT_BYTES)
      this.#keptBytes -= this.#kept.shift()?.length ?? 0
  }
}
