import type { DirectoryLock } from "../../platform/files/directory-lock.ts"
import { claimRejects } from "../../state/claim-rejects.ts"
import type { RunContext } from "./run-context.ts"

/** Keeps other imports away from lists of rejects for which somebody chose a path. */
export class RejectsClaim {
  #lock: DirectoryLock | undefined

  /** @throws {@link UsageError} if another import writes there, or has. */
  async take<Data>({ directory, options, platform, stateDir, stores }: RunContext<Data>): Promise<void> {
    const { rejectsFilePath, source } = options
    if (rejectsFilePath === undefined) return
    const paths = stores.rejects.listPaths(source)
    this.#lock = await claimRejects({ paths, directory, stateDir, sourcePath: source.path }, platform)
  }

  async release(): Promise<void> {
    await this.#lock?.release()
  }
}
