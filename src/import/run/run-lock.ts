import { dirname } from "node:path"
import { UsageError } from "../../errors.ts"
import { lockImport } from "../../journal/import-lock.ts"
import type { DirectoryLock } from "../../platform/files/directory-lock.ts"
import type { Platform } from "../../platform/platform.ts"
import type { RunContext } from "./run-context.ts"

/** What to do about imports without a journal that run at the same time. */
const NAME_OF_ITS_OWN = "If they are different imports, give each a name of its own with the option name."

/** That this run, and no other, works on the import. */
export class RunLock {
  readonly lock: DirectoryLock
  readonly #directory: string
  readonly #platform: Platform
  /** Taken once the first was lost. */
  #again: DirectoryLock | undefined

  private constructor(lock: DirectoryLock, directory: string, platform: Platform) {
    this.lock = lock
    this.#directory = directory
    this.#platform = platform
  }

  /** @throws {@link UsageError} if another process is at it. */
  static async take<Data>({ directory, options, platform, stores }: RunContext<Data>): Promise<RunLock> {
    const attempt = await lockImport({ directory, importName: options.importName, ...platform })
    if (attempt.kind === "locked") return new RunLock(attempt.lock, directory, platform)
    const isNamedBySource = stores.journal === undefined && options.name === undefined
    throw new UsageError(isNamedBySource ? `${attempt.message} ${NAME_OF_ITS_OWN}` : attempt.message)
  }

  /** After it was lost. */
  async takeAgain(): Promise<"locked" | "held"> {
    const attempt = await this.#platform.locks.lock(this.#directory)
    if (attempt.kind === "locked") this.#again = attempt.lock
    return attempt.kind
  }

  /** Lets others have the import. What has left nothing behind leaves no directories behind either. */
  async release(): Promise<void> {
    await this.lock.release()
    await this.#again?.release()
    for (const empty of [this.#directory, dirname(this.#directory)])
      await this.#platform.files.removeEmptyDirectory(empty)
  }
}
