import { dirname } from "node:path"
import { UsageError } from "../../errors.ts"
import { lockImport } from "../../journal/import-lock.ts"
import { KeptLock } from "../../journal/kept-lock.ts"
import type { DirectoryLock } from "../../platform/files/directory-lock.ts"
import { contextOn } from "./run-context.ts"
import type { RunContext } from "./run-context.ts"

/** What to do if imports without a journal run at the same time. */
const NAME_OF_ITS_OWN = "If they are different imports, give each a name of its own with the option name."

/** Ensures that only this run works on the import. */
export class RunLock<Data = unknown> {
  /** The run; it changes nothing on the disk once another process has had the import. */
  readonly context: RunContext<Data>
  readonly #kept: KeptLock
  /** The run's directory and platform, not guarded by the lock. */
  readonly #outside: Pick<RunContext<Data>, "directory" | "platform">

  private constructor(lock: DirectoryLock, context: RunContext<Data>) {
    const { directory, platform, stores } = context
    this.#outside = context
    this.#kept = new KeptLock({
      lock,
      directory,
      platform,
      isAsLeft: stores.journal && (async () => (await this.context.stores.journal?.isAsSaved()) === true),
    })
    this.context = contextOn(this.#kept.platform, () => this.#kept.guard(), context)
  }

  /** @throws {@link UsageError} if another process is working on it. */
  static async take<Data>(context: RunContext<Data>): Promise<RunLock<Data>> {
    const { directory, options, platform, stores } = context
    const attempt = await lockImport({ directory, importName: options.importName, ...platform })
    if (attempt.kind === "locked") return new RunLock(attempt.lock, context)
    const isNamedBySource = stores.journal === undefined && options.name === undefined
    throw new UsageError(isNamedBySource ? `${attempt.message} ${NAME_OF_ITS_OWN}` : attempt.message)
  }

  /** The lock as it was first taken. */
  get first(): DirectoryLock {
    return this.#kept.first
  }

  /** Same as {@link KeptLock.wasGone}. */
  wasGone(): Promise<boolean> {
    return this.#kept.wasGone()
  }

  /** Same as {@link KeptLock.isHeld}. */
  isHeld(): Promise<boolean> {
    return this.#kept.isHeld()
  }

  /** Same as {@link KeptLock.isHeldStill}. */
  isHeldStill(): Promise<boolean> {
    return this.#kept.isHeldStill()
  }

  /** Releases the import to others. If the run left no files, its directories are removed too. */
  async release(): Promise<void> {
    const { directory, platform } = this.#outside
    await this.#kept.release()
    if (this.#kept.isTakenOver) return
    for (const empty of [directory, dirname(directory)]) await platform.files.removeEmptyDirectory(empty)
  }
}
