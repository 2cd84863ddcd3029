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

/** The lock counts as held for so long after it was last seen to be; others take it after 30 s of silence. */
const LOOK_AGAIN_MS = 1_000

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
  /** When the lock was last seen to be held: by the monotonic clock, which stops in sleep, and by the time of day. */
  #seenAt: readonly [elapsedMs: number, nowMs: number]

  constructor(parts: KeptLockParts) {
    const { directory, lock, platform } = parts
    this.#parts = parts
    this.#locks = [lock]
    this.#seenAt = [platform.clock.elapsedMs(), platform.clock.now()]
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

  /**
   * Same as {@link isHeld}, but looks only if the lock has not been seen for a second: so it looks whenever this process
   * may have slept.
   */
  async isHeldStill(): Promise<boolean> {
    const { clock } = this.#parts.platform
    const seenAt = [clock.elapsedMs(), clock.now()] as const
    const gaps = seenAt.map((atMs, index) => Math.abs(atMs - (this.#seenAt[index] ?? 0)))
    if (!this.#isTakenOver && Math.max(...gaps) < LOOK_AGAIN_MS) return true
    if (!this.#isHeldNow && !(await this.isHeld())) return false
    this.#seenAt = seenAt
    return true
  }

  /** Throws if this process does not have the lock right now. */
  guard(): void {
    if (!this.#isHeldNow) throw new LockLostError(this.#parts.directory)
  }

  get #isHeldNow(): boolean {
    return !this.#isTakenOver && this.#locks.at(-1)?.isHeldNow() === true
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
