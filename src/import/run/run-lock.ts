import { dirname } from "node:path"
import { UsageError } from "../../errors.ts"
import { lockImport } from "../../journal/import-lock.ts"
import { KeptLock } from "../../journal/kept-lock.ts"
import type { DirectoryLock } from "../../platform/files/directory-lock.ts"
import { contextOn } from "./run-context.ts"
import type { RunContext } from "./run-context.ts"

/** What to do about imports without a journal that run at the same time. */
const NAME_OF_ITS_OWN = "If they are different imports, give each a name of its own with the option name."

/** That this run, and no other, works on the import. */
export class RunLock<Data = unknown> {
  /** The run, which changes nothing on the disk once another process has had the import. */
  readonly context: RunContext<Data>
  readonly #kept: KeptLock
  /** Without the lock. */
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
    this.context = contextOn(this.#kept.platform, context)
  }

  /** @throws {@link UsageError} if another process is at it. */
  static async take<Data>(context: RunContext<Data>): Promise<RunLock<Data>> {
    const { directory, options, platform, stores } = context
    const attempt = await lockImport({ directory, importName: options.importName, ...platform })
    if (attempt.kind === "locked") return new RunLock(attempt.lock, context)
    const isNamedBySource = stores.journal === undefined && options.name === undefined
    throw new UsageError(isNamedBySource ? `${attempt.message} ${NAME_OF_ITS_OWN}` : attempt.message)
  }

  /** As it was taken first. */
  get first(): DirectoryLock {
    return this.#kept.first
  }

  /** As {@link KeptLock.wasGone}. */
  wasGone(): Promise<boolean> {
    return this.#kept.wasGone()
  }

  /** As {@link KeptLock.isHeld}. */
  isHeld(): Promise<boolean> {
    return this.#kept.isHeld()
  }

  /** Lets others have the import. What has left nothing behind leaves no directories behind either. */
  async release(): Promise<void> {
    const { directory, platform } = this.#outside
    await this.#kept.release()
    if (this.#kept.isTakenOver) return
    for (const empty of [directory, dirname(directory)]) await platform.files.removeEmptyDirectory(empty)
  }
}
