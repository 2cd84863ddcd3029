import type { DirectoryLock } from "../platform/files/directory-lock.ts"
import { heldPlatform } from "../platform/files/held-platform.ts"
import { LockLostError } from "../platform/files/lock-lost-error.ts"
import type { Platform } from "../platform/platform.ts"

/** What a {@link KeptLock} needs. */
export interface KeptLockParts {
  readonly lock: DirectoryLock
  /** The import's directory. */
  readonly directory: string
  readonly platform: Platform
  /**
   * Whether the directory, which still exists, is as this process left it. If so, only its lock was removed.
   *
   * @defaultValue unknown; another process is then assumed to have had the import
   */
  readonly isAsLeft?: (() => Promise<boolean>) | undefined
}

/**
 * The lock of an import for the duration of a run. It is checked before each change on the disk, as the machine may
 * have slept, and another process may have taken the import over, or even finished it.
 */
export class KeptLock {
  /** A platform that changes nothing on the disk once another process has had the import. */
  readonly platform: Platform
  readonly #parts: KeptLockParts
  /** The last one counts; the earlier ones were removed. */
  readonly #locks: DirectoryLock[]
  #taking: Promise<boolean> | undefined
  #isTakenOver = false

  constructor(parts: KeptLockParts) {
    const { directory, lock, platform } = parts
    this.#parts = parts
    this.#locks = [lock]
    this.platform = heldPlatform(platform, {
      ensureHeld: async () => {
        if (!(await this.isHeld())) throw new LockLostError(directory)
      },
      guard: () => this.guard(),
    })
  }

  /** The lock as it was first taken. */
  get first(): DirectoryLock {
    return this.#parts.lock
  }

  /** Whether another process is known to have had the import. */
  get isTakenOver(): boolean {
    return this.#isTakenOver
  }

  /**
   * Whether the lock is gone, or ever was: another process has the import, or its directory or its lock was removed.
   */
  async wasGone(): Promise<boolean> {
    return this.#isTakenOver || this.#locks.length > 1 || !(await this.first.isHeld())
  }

  /**
   * Whether this process still has the import. If only the lock was removed (perhaps with the directory), it is taken
   * again. Once another process has had the import, this returns false for good.
   *
   * @throws the error of the operating system if a lock that was removed cannot be written again.
   */
  async isHeld(): Promise<boolean> {
    if (this.#isTakenOver) return false
    if ((await this.#locks.at(-1)?.isHeld()) === true) return true
    this.#taking ??= this.#takeAgain().finally(() => {
      this.#taking = undefined
    })
    return this.#taking
  }

  /** Throws if this process does not have the lock right now. */
  guard(): void {
    if (this.#isTakenOver || this.#locks.at(-1)?.isHeldNow() !== true)
      throw new LockLostError(this.#parts.directory)
  }

  /** Releases the import to others. */
  async release(): Promise<void> {
    for (const lock of this.#locks) await lock.release()
  }

  /**
   * A process that takes an import over keeps its directory: if the directory is gone, no process has taken it over.
   */
  async #takeAgain(): Promise<boolean> {
    const { directory, isAsLeft, platform } = this.#parts
    const isGone = (await platform.files.look(directory)) === undefined
    if (isGone || isAsLeft !== undefined) {
      const attempt = await platform.locks.lock(directory)
      if (attempt.kind === "locked" && (isGone || (await isAsLeft?.()) === true)) {
        this.#locks.push(attempt.lock)
        return true
      }
      if (attempt.kind === "locked") await attempt.lock.release()
    }
    this.#isTakenOver = true
    return false
  }
}
