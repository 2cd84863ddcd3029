import type { Packing } from "./packings/packing.ts"

/** By so many bytes from its start a file shows how it is written. */
export const SAMPLE_BYTES: number = 64 * 1024

/** Bytes that are read forward: unpacked, wherever they come from. */
export interface ReadableBytes {
  /** What people call the source. */
  readonly name: string
  /** Known from the first chunk on, if there is a size; reckoned until the end, if it is packed. */
  readonly sizeBytes: number | undefined
  /** Whether it can be read another time; known from the first chunk on. */
  readonly canReadAgain: boolean
  /** What it is packed in. */
  readonly packing?: Packing | undefined
  /** All that is known: who expects text finds out by these that it is none. */
  readonly packings: readonly Packing[]
  /**
   * Reads it from a byte on, which may be reached by reading all before it; ends without an error when `signal` aborts, and frees what it
   * holds when returned early.
   *
   * @throws {@link SourceError} if it cannot be read.
   */
  read(fromByte: number, signal: AbortSignal | undefined): AsyncIterable<Buffer>
}

/** The beginning of a source. */
export interface Sample {
  /** Up to {@link SAMPLE_BYTES} of them. */
  readonly bytes: Buffer
  /** Whether the source ends with them. */
  readonly isWhole: boolean
}

/** The bytes of a source, as a format that reads forward sees them. */
export interface SourceBytes extends ReadableBytes {
  /**
   * The beginning: {@link SAMPLE_BYTES}, or all there is if that is less. It is read again later, also where the source can be read only once.
   * Of a pipe that writes slowly, it is what came within a second, but at least a line.
   *
   * Gives less if `signal` aborts, or where the rest cannot be read; that is for the reading to say.
   *
   * @throws {@link SourceError} if nothing of it can be read.
   */
  sample(signal: AbortSignal | undefined): Promise<Sample>
}

/** The same for a format that reads ranges. */
export interface SourceRanges {
  readonly name: string
  /** @throws {@link SourceError} if it cannot be read. */
  sizeBytes(): Promise<number>
  /** The bytes from one on to another one, which is not included. @throws {@link SourceError} if it cannot be read, or has fewer bytes. */
  readRange(startByte: number, endByte: number): Promise<Buffer>
}
