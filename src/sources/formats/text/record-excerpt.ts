/** More than `excerpt` shows, so that it says that something follows. */
const EXCERPT_BYTES = 32_768

/** The beginning of a record that goes by piece by piece and is too large to be kept, and its size. */
export class RecordExcerpt {
  readonly #pieces: Buffer[] = []
  #keptBytes = 0
  recordBytes: number = 0

  /** Takes the next piece of the record. */
  add(piece: Buffer): void {
    this.recordBytes += piece.length
    if (this.#keptBytes >= EXCERPT_BYTES) return
    // A copy, as the piece is a part of what was read, which is to be let go.
    const kept = Buffer.from(piece.subarray(0, EXCERPT_BYTES - this.#keptBytes))
    this.#pieces.push(kept)
    this.#keptBytes += kept.length
  }

  /** The first bytes, all of them if there are few. */
  get bytes(): Buffer {
    return Buffer.concat(this.#pieces)
  }
}
