/** Thrown where something was to be changed that is no longer this process's. */
export class LockLostError extends Error {
  override readonly name = "LockLostError"

  constructor(path: string) {
    super(`another process took over ${path}, or its lock was removed`)
  }
}
