import { hash } from "node:crypto"
import { rename, rm, stat } from "node:fs/promises"
import { join, resolve } from "node:path"
import { UsageError } from "../errors.ts"
import { createTextFile, readStart, replaceTextFile } from "../platform/text-file.ts"
import type { FailedRecord } from "./ledger.ts"
import { REJECT_LINE_START } from "./reject-line.ts"
import { RejectsWriter } from "./rejects-writer.ts"
import type { Summary } from "./summary.ts"

/** Where an import keeps its files. */
export interface ImportFilesOptions {
  readonly stateDir: string
  readonly importName: string
  /** Absolute or relative; undefined: in the import's directory. */
  readonly rejectsFilePath: string | undefined
}

/** The files of one import: its rejects and its summary. */
export class ImportFiles {
  readonly rejectsPath: string
  readonly summaryPath: string
  #writer: RejectsWriter | undefined
  #wroteRejects = false
  readonly #isDefaultPath: boolean

  constructor({ stateDir, importName, rejectsFilePath }: ImportFilesOptions) {
    const directory = join(resolve(stateDir), directoryName(importName))
    this.#isDefaultPath = rejectsFilePath === undefined
    this.rejectsPath = resolve(rejectsFilePath ?? join(directory, "rejects.ndjson"))
    this.summaryPath = join(directory, "summary.json")
  }

  /**
   * Makes the rejects file; one of an earlier run is kept beside it, or replaced where its path was given. What cannot be written is to be known before anything is sent.
   *
   * @throws {@link UsageError} if it cannot be made.
   */
  async open(source: string): Promise<void> {
    if (!(await isReplaceable(this.rejectsPath))) {
      throw new UsageError(
        `Cannot write the rejects to ${this.rejectsPath}: it is there, and is no list of rejects. Name another file.`,
      )
    }
    try {
      if (this.#isDefaultPath && (await isFile(this.rejectsPath))) {
        await rename(this.rejectsPath, this.rejectsPath.replace(/\.ndjson$/, ".previous.ndjson"))
      }
      this.#writer = new RejectsWriter(await createTextFile(this.rejectsPath), source)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new UsageError(`Cannot write the rejects to ${this.rejectsPath}: ${reason}.`, { cause: error })
    }
  }

  /** Writes records that failed. */
  async reject(failed: readonly FailedRecord[]): Promise<void> {
    if (failed.length > 0) this.#wroteRejects = true
    await this.#writer?.write(failed)
  }

  /** Puts the rejects on disk; a file without any is removed. What was not opened here is left alone. */
  async close(): Promise<void> {
    if (this.#writer === undefined) return
    await this.#writer.close()
    this.#writer = undefined
    if (!this.#wroteRejects && (await isFile(this.rejectsPath))) await rm(this.rejectsPath, { force: true })
  }

  /** The paths of what was, or is about to be, written. */
  get paths(): Summary["paths"] {
    return { summary: this.summaryPath, ...(this.#wroteRejects ? { rejects: this.rejectsPath } : {}) }
  }

  /** Writes the summary. */
  async writeSummary(summary: Summary): Promise<void> {
    await replaceTextFile(this.summaryPath, `${JSON.stringify(summary, undefined, 2)}\n`)
  }
}

/** Rejects may be sent to a device, such as /dev/null, which is not ours to remove. */
async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  )
}

/** No character takes more than four bytes, and no file system takes names of more than 255. */
const MAX_NAME_CHARACTERS = 60

/** A name for a directory, from any text. */
export function directoryName(importName: string): string {
  const name = importName.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^\.+/, "")
  const characters = Array.from(name)
  if (characters.length <= MAX_NAME_CHARACTERS) return name === "" ? "import" : name
  // Two long names that begin alike are still two.
  const digest = hash("sha256", importName, "hex").slice(0, 8)
  return `${characters.slice(0, MAX_NAME_CHARACTERS - 9).join("")}-${digest}`
}

/** Whether nothing is lost if a file is replaced: it is not there, is empty or no ordinary file, or holds rejects of an earlier run. */
async function isReplaceable(path: string): Promise<boolean> {
  if (!(await isFile(path))) return true
  const start = await readStart(path, REJECT_LINE_START.length)
  return start === "" || start === REJECT_LINE_START
}
