import type { FileState } from "./file-state.ts"

/** Reads something on and on, some chunks at a time. */
export interface ChunkReader {
  /** How long it was when it was opened; undefined for what has no length, and no positions, as pipes have not. */
  readonly sizeBytes: number | undefined
  /** What the file was when it was opened; undefined for what is none. */
  readonly opened: FileState | undefined
  /** The next chunks, each in a place of its own; none at the end. */
  read(): Promise<readonly Buffer[]>
  close(): Promise<void>
}
