import type { DirectoryLock } from "../../platform/files/directory-lock.ts"
import { LockLostError } from "../../platform/files/lock-lost-error.ts"
import type { Platform } from "../../platform/platform.ts"
import { claimRejects } from "../../state/claim-rejects.ts"
import type { ListsToClaim } from "../../state/claim-rejects.ts"

/** Keeps other imports away from lists of rejects whose path was chosen by the user. */
export class RejectsClaim {
  #lock: DirectoryLock | undefined
  #path = ""

  /** @throws {@link UsageError} if another import writes there, or has written there. */
  async take(lists: ListsToClaim, platform: Pick<Platform, "files" | "locks">): Promise<void> {
    this.#path = lists.paths.join(" and ")
    this.#lock = await claimRejects(lists, platform)
  }

  /** @throws {@link LockLostError} if another import may have written there since. */
  guard(): void {
    if (this.#lock?.isHeldNow() === false) throw new LockLostError(this.#path)
  }

  async release(): Promise<void> {
    await this.#lock?.release()
  }
}
