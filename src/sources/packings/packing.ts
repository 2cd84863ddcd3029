/** What bytes are wrapped in: an entry of the registry. It turns a stream into a stream, and is read from its beginning always. */
export interface Packing {
  /** As people call it: `gzip`. */
  readonly name: string
  /** How names of what is packed end, with the dot, in lower case; the first one is named in messages. */
  readonly endings: readonly string[]
  /** What packed bytes begin with. */
  readonly magic: Uint8Array
  /** The program that unpacks it by hand. */
  readonly unpackCommand: string
  /** So many packed bytes are read at a time; what becomes of them at most is in memory. */
  readonly pieceBytes: number
  /**
   * Gives what is packed in the pieces, in chunks, each in a buffer of its own.
   *
   * Ends, without an error, once `signal` has aborted. Throws an {@link UnreadableError} after all that could be unpacked before it.
   */
  unpack(pieces: AsyncIterable<Buffer>, options: UnpackOptions): AsyncIterable<Buffer>
}

/** How to unpack. */
export interface UnpackOptions {
  readonly signal?: AbortSignal | undefined
  /** To be told, after each piece, how many bytes were unpacked of how many; of that the size is estimated. */
  readonly onUnpacked: (unpackedBytes: number, packedBytes: number) => void
}
