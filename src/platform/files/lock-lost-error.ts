/** Thrown instead of changing something that this process no longer has the lock of. */
export class LockLostError extends Error {
  override readonly name = "LockLostError"

  constructor(path: string) {
    super(`another process took over ${path}, or its lock was removed`)
  }
}
