import type { DirectoryLock } from "../../platform/files/directory-lock.ts"
import { LockLostError } from "../../platform/files/lock-lost-error.ts"
import { claimRejects } from "../../state/claim-rejects.ts"
import type { RunContext } from "./run-context.ts"

/** Keeps other imports away from lists of rejects for which somebody chose a path. */
export class RejectsClaim {
  #lock: DirectoryLock | undefined
  #path = ""

  /** @throws {@link UsageError} if another import writes there, or has. */
  async take<Data>({ directory, options, platform, stateDir, stores }: RunContext<Data>): Promise<void> {
    const { rejectsFilePath, source } = options
    if (rejectsFilePath === undefined) return
    const paths = stores.rejects.listPaths(source)
    this.#path = paths.join(" and ")
    this.#lock = await claimRejects({ paths, directory, stateDir, sourcePath: source.path }, platform)
  }

  /** @throws {@link LockLostError} if another import may have written there since. */
  async ensureHeld(): Promise<void> {
    if ((await this.#lock?.isHeld()) === false) throw new LockLostError(this.#path)
  }

  async release(): Promise<void> {
    await this.#lock?.release()
  }
}
