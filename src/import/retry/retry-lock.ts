import { UsageError } from "../../errors.ts"
import { lockImport } from "../../journal/import-lock.ts"
import type { DirectoryLock } from "../../platform/files/directory-lock.ts"
import { heldPlatform } from "../../platform/files/held-platform.ts"
import { LockLostError } from "../../platform/files/lock-lost-error.ts"
import type { Platform } from "../../platform/platform.ts"
import type { ImportRecord } from "../../state/import-record.ts"

/** That this retry, and no other process, works on an import. */
export class RetryLock {
  /** Through it, nothing is changed on the disk once another process has the import: all that a retry writes goes through it. */
  readonly platform: Platform
  readonly #platform: Platform
  readonly #directory: string
  readonly #lock: DirectoryLock
  /** Taken once the directory was removed, and the lock with it. */
  #again: Promise<DirectoryLock | undefined> | undefined

  private constructor(lock: DirectoryLock, directory: string, platform: Platform) {
    this.#lock = lock
    this.#directory = directory
    this.#platform = platform
    this.platform = heldPlatform(platform, async () => {
      if (!(await this.isHeld())) throw new LockLostError(directory)
    })
  }

  /** @throws {@link UsageError} if another process is at it. */
  static async take(
    { directory, importName }: Pick<ImportRecord, "directory" | "importName">,
    platform: Platform,
  ): Promise<RetryLock> {
    const attempt = await lockImport({ directory, importName, ...platform })
    if (attempt.kind === "refused") throw new UsageError(attempt.message)
    return new RetryLock(attempt.lock, directory, platform)
  }

  /** Aborts when the lock is found to be gone. */
  get lost(): AbortSignal {
    return this.#lock.lost
  }

  async isHeld(): Promise<boolean> {
    if (this.#again === undefined && (await this.#lock.isHeld())) return true
    this.#again ??= this.#takeAgain()
    return (await (await this.#again)?.isHeld()) === true
  }

  async release(): Promise<void> {
    await this.#lock.release()
    await (await this.#again)?.release()
  }

  /** Whoever takes an import over leaves its directory there: where that is gone, nobody has. */
  async #takeAgain(): Promise<DirectoryLock | undefined> {
    if ((await this.#platform.files.look(this.#directory)) !== undefined) return undefined
    const attempt = await this.#platform.locks.lock(this.#directory)
    return attempt.kind === "locked" ? attempt.lock : undefined
  }
}
