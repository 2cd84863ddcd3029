import type { FileSystem } from "../../platform/files/file-system.ts"
import type { SourceFingerprint } from "../fingerprint/source-fingerprint.ts"

/** Where bytes come from: an entry of the registry. */
export interface Place {
  /** As journals name it. */
  readonly name: string
  /** What an address names here, as far as its text says; undefined: nothing. Several places may take the same address. */
  named(address: string | URL): NamedPlace | undefined
  /** What stands there now, of which nothing is read yet; undefined if another place has it. */
  open(named: NamedPlace, files: FileSystem): Promise<PlacedBytes | undefined>
}

/** What an address names. */
export interface NamedPlace {
  /** What people call it: the last part of its address. */
  readonly name: string
  /** All of the address, as it is said in messages. */
  readonly address: string
  /** Absolute, where it lies on a disk and keeps its place there; undefined elsewhere, as for what is named among open files. */
  readonly path?: string | undefined
  /** Whether the address finds it again another time; what lies on a disk is found by its `path`. @defaultValue false */
  readonly isLasting?: boolean | undefined
}

/** The bytes that stand at an address. */
export interface PlacedBytes {
  /** Whether reading from a byte on spares reading what comes before it. */
  readonly canSeek: boolean
  /** Whether it can be read another time. */
  readonly canReadAgain: boolean
  /** How many there are; known from the first chunk on, if ever. */
  readonly sizeBytes: number | undefined
  /**
   * Gives the bytes from one on, in chunks, each in a buffer of its own; what comes before it is left out, if need be by reading it.
   *
   * Ends, without an error, as soon as `signal` aborts, and frees what it holds when it is returned early. Throws the system's error, or an
   * {@link UnreadableError}, where it cannot be read (any further).
   */
  stream(options: StreamOptions): AsyncIterable<Buffer>
  /** Undefined where nothing but streaming is possible. */
  readonly ranges?: PlacedRanges | undefined
  /** What tells it from what it is at another time; undefined where nothing does. */
  fingerprint(): Promise<SourceFingerprint | undefined>
  /** Whether it was written to since it was opened to be streamed. */
  hasChanged(): Promise<boolean>
}

/** Bytes that can be had in any order. */
export interface PlacedRanges {
  sizeBytes(): Promise<number>
  /** The bytes from one on to another one, which is not included; fewer only at the end. */
  read(startByte: number, endByte: number): Promise<Buffer>
}

/** How to stream. */
export interface StreamOptions {
  readonly fromByte: number
  readonly signal?: AbortSignal | undefined
  /** How large a chunk is at most. @defaultValue as suits the place */
  readonly chunkBytes?: number | undefined
}
