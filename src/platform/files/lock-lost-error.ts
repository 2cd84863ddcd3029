/** Thrown where something was to be changed in a directory that is no longer this process's. */
export class LockLostError extends Error {
  override readonly name = "LockLostError"

  constructor(directory: string) {
    super(`another process took over ${directory}, or the lock in it was removed`)
  }
}
