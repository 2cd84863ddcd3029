import type { FileState, FoundFile } from "./file-state.ts"
import type { ReadFileOptions } from "./read-file.ts"

/**
 * Called right before a change, in the same synchronous step, so that nothing can come between. If it throws, nothing is
 * changed, and the call rejects with what it threw.
 */
export type Guard = () => void

/**
 * All that an import asks of disks: its own files, its journal, its lists of rejects, and the file that it reads.
 *
 * It is passed in, so that tests can let each step fail or be the last, and run whole imports without a disk. Whatever fails
 * rejects with the system's error, as Node.js gives it.
 */
export interface FileSystem {
  /** A whole file; undefined if there is none of that name. */
  read(path: string): Promise<Uint8Array | undefined>
  /** What stands at a path, and its state; undefined if nothing does. */
  look(path: string): Promise<FoundFile | undefined>
  /** Opens a file to read parts of it. */
  open(path: string): Promise<ReadableFile>
  /** Reads a file from a byte on, in chunks, as {@link readFile} does. */
  readChunks(path: string, options: ReadFileOptions): AsyncGenerator<Buffer, void>
  /** The names in a directory; undefined if there is none. */
  list(path: string): Promise<readonly string[] | undefined>
  /** Makes a directory and those above it, as far as they are missing, for the owner's eyes only; they are on disk when it resolves. */
  makeDirectory(path: string, guard?: Guard): Promise<void>
  /** Makes an empty file, for the owner's eyes only, or empties the old one. Devices and pipes are left as they are. */
  create(path: string, guard?: Guard): Promise<WritableFile>
  /**
   * Makes an empty file, for the owner's eyes only, in place of the old one: whoever still has that open writes into a
   * file without a name. Rejects with EEXIST if somebody else makes one of that name at the same time.
   */
  createNew(path: string, guard?: Guard): Promise<WritableFile>
  /** Opens a file to go on at its end; undefined if there is none of that name. */
  append(path: string): Promise<WritableFile | undefined>
  /** Gives a file or a directory a new name, at once; a file that has this name is replaced. */
  rename(from: string, to: string, guard?: Guard): Promise<void>
  /** Gives a file a second name, which must be free; where the disk knows no second names, copies it. */
  link(from: string, to: string, guard?: Guard): Promise<void>
  /** Removes a file, if it is there. */
  remove(path: string, guard?: Guard): Promise<void>
  /** Removes a directory with all that is in it, if it is there. */
  removeTree(path: string, guard?: Guard): Promise<void>
  /** Removes a directory if it is there and empty; otherwise does nothing. Never rejects. */
  removeEmptyDirectory(path: string, guard?: Guard): Promise<void>
  /** Resolves when the names in a directory are on disk as they are now. */
  syncDirectory(path: string): Promise<void>
}

/** A file that is open to be read. */
export interface ReadableFile {
  /** Its state now. */
  state(): Promise<FileState>
  /** Bytes from a position on; fewer than asked for only where the file ends. */
  read(position: number, lengthBytes: number): Promise<Buffer>
  close(): Promise<void>
}

/** A file that is being written. */
export interface WritableFile {
  /** False for devices and pipes, which have no length and cannot be synced. */
  readonly isRegular: boolean
  /** How long it was when it was opened. */
  readonly openedBytes: number
  /**
   * Appends. Resolves when the operating system has it; when it fails, any part may have been written. Nothing but the
   * guard is sure to be done at once: the system may write later.
   */
  write(content: string | Uint8Array, guard?: Guard): Promise<void>
  /** Cuts off what stands behind so many bytes. */
  truncate(keepBytes: number, guard?: Guard): Promise<void>
  /** Resolves when all that was written is on disk. */
  sync(): Promise<void>
  close(): Promise<void>
}
