/** Fewer are not worth keeping apart; more would hold on to memory that nobody needs. */
const MAX_KEPT = 16

/** Keeps the buffers of batches that are settled for the batches to come: megabytes that need no collecting. */
export class BufferPool {
  readonly #kept: Buffer[] = []

  /** A buffer of at least so many bytes, with anything in it: the largest one that is kept, or a new one. */
  take(minBytes: number): Buffer {
    const largest = this.#kept.at(-1)
    if (largest === undefined || largest.length < minBytes) return Buffer.allocUnsafeSlow(minBytes)
    this.#kept.pop()
    return largest
  }

  /** Takes back a buffer that nobody reads or writes. */
  give(buffer: Buffer): void {
    this.#kept.push(buffer)
    this.#kept.sort((one, other) => one.length - other.length)
    if (this.#kept.length > MAX_KEPT) this.#kept.shift()
  }
}
