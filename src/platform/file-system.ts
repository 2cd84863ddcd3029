/**
 * What durable files need of a file system, so that tests can let each step fail or be the last.
 *
 * Whatever fails rejects with the system's error, as Node.js gives it.
 */
export interface FileSystem {
  /** A whole file; undefined if there is none of that name. */
  read(path: string): Promise<Uint8Array | undefined>
  /** Makes a directory and those above it, as far as they are missing, for the owner's eyes only; they are on disk when it resolves. */
  makeDirectory(path: string): Promise<void>
  /** Makes an empty file, for the owner's eyes only, or empties the old one. */
  create(path: string): Promise<WritableFile>
  /** Gives a file a new name, at once; a file that has this name is replaced. */
  rename(from: string, to: string): Promise<void>
  /** Removes a file, if it is there. */
  remove(path: string): Promise<void>
  /** Resolves when the names in a directory are on disk as they are now. */
  syncDirectory(path: string): Promise<void>
}

/** A file that is being written. */
export interface WritableFile {
  /** Appends. Resolves when the operating system has it; when it fails, any part may have been written. */
  write(text: string): Promise<void>
  /** Resolves when all that was written is on disk. */
  sync(): Promise<void>
  close(): Promise<void>
}
