import type { FileState, FoundFile } from "./file-state.ts"
import type { ReadFileOptions } from "./read-file.ts"

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
  makeDirectory(path: string): Promise<void>
  /** Makes an empty file, for the owner's eyes only, or empties the old one. Devices and pipes are left as they are. */
  create(path: string): Promise<WritableFile>
  /** Opens a file to go on at its end; undefined if there is none of that name. */
  append(path: string): Promise<WritableFile | undefined>
  /** Gives a file or a directory a new name, at once; a file that has this name is replaced. */
  rename(from: string, to: string): Promise<void>
  /** Gives a file a second name, which must be free; where the disk knows no second names, copies it. */
  link(from: string, to: string): Promise<void>
  /** Removes a file, if it is there. */
  remove(path: string): Promise<void>
  /** Removes a directory with all that is in it, if it is there. */
  removeTree(path: string): Promise<void>
  /** Removes a directory if it is there and empty; otherwise does nothing. Never rejects. */
  removeEmptyDirectory(path: string): Promise<void>
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
  /** Appends. Resolves when the operating system has it; when it fails, any part may have been written. */
  write(content: string | Uint8Array): Promise<void>
  /** Cuts off what stands behind so many bytes. */
  truncate(keepBytes: number): Promise<void>
  /** Resolves when all that was written is on disk. */
  sync(): Promise<void>
  close(): Promise<void>
}
