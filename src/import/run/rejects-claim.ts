import type { DirectoryLock } from "../../platform/files/directory-lock.ts"
import { LockLostError } from "../../platform/files/lock-lost-error.ts"
import type { Platform } from "../../platform/platform.ts"
import { claimRejects } from "../../state/claim-rejects.ts"
import type { ListsToClaim } from "../../state/claim-rejects.ts"

/** Keeps other imports away from lists of rejects for which somebody chose a path. */
export class RejectsClaim {
  #lock: DirectoryLock | undefined
  #path = ""

  /** @throws {@link UsageError} if another import writes there, or has. */
  async take(lists: ListsToClaim, platform: Pick<Platform, "files" | "locks">): Promise<void> {
    this.#path = lists.paths.join(" and ")
    this.#lock = await claimRejects(lists, platform)
  }

  /** @throws {@link LockLostError} if another import may have written there since. */
  async ensureHeld(): Promise<void> {
    if ((await this.#lock?.isHeld()) === false) throw new LockLostError(this.#path)
  }

  async release(): Promise<void> {
    await this.#lock?.release()
  }
}
