import type { DirectoryLock } from "../platform/files/directory-lock.ts"
import { heldPlatform } from "../platform/files/held-platform.ts"
import { LockLostError } from "../platform/files/lock-lost-error.ts"
import type { Platform } from "../platform/platform.ts"

/** What is locked. */
export interface KeptLockParts {
  readonly lock: DirectoryLock
  /** The import's directory. */
  readonly directory: string
  readonly platform: Platform
  /**
   * Whether the directory, which is there, is as this process left it: then its lock was but removed.
   *
   * @defaultValue that cannot be told, so that another process counts as having been there
   */
  readonly isAsLeft?: (() => Promise<boolean>) | undefined
}

/**
 * The lock of an import for as long as a run lasts. It is asked before each change on the disk, as the machine may have slept meanwhile,
 * and another process may have taken the import over, or even have finished it.
 */
export class KeptLock {
  /** Through it, nothing is changed on the disk once another process has had the import. */
  readonly platform: Platform
  readonly #parts: KeptLockParts
  /** The last one counts; those before it were removed. */
  readonly #locks: DirectoryLock[]
  #taking: Promise<boolean> | undefined
  #isTakenOver = false

  constructor(parts: KeptLockParts) {
    const { directory, lock, platform } = parts
    this.#parts = parts
    this.#locks = [lock]
    this.platform = heldPlatform(platform, async () => {
      if (!(await this.isHeld())) throw new LockLostError(directory)
    })
  }

  /** As it was taken first. */
  get first(): DirectoryLock {
    return this.#parts.lock
  }

  /** Whether another process was found to have had the import. */
  get isTakenOver(): boolean {
    return this.#isTakenOver
  }

  /** Whether the lock was gone, or is now: another process has the import, or its directory or its lock was removed. */
  async wasGone(): Promise<boolean> {
    return this.#isTakenOver || this.#locks.length > 1 || !(await this.first.isHeld())
  }

  /**
   * Whether the import is still this process's. A lock that was removed, and the directory with it perhaps, is taken again. Once another
   * process has had the import, it is that one's for good.
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

  /** Lets others have the import. */
  async release(): Promise<void> {
    for (const lock of this.#locks) await lock.release()
  }

  /** Whoever takes an import over leaves its directory there: where that is gone, nobody has. */
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
