import { dirname, join, resolve, basename } from "node:path"
import { FileJournalStore } from "../../journal/file-journal-store.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { replaceTextFile } from "../../platform/files/text-file.ts"
import type { CsvLayout } from "../../sources/formats/csv/csv-layout.ts"
import { FIRST_COLUMN_NAMES } from "../own-columns.ts"
import type { MergedList, RetryMerge } from "./retry-merge.ts"

/** The name, within that of the import, of the directory in which its rejects are run again, and of the import that does so. */
export const RETRY_NAME = "retry"

/** What a retry has set out to do. */
export interface RetryPlan {
  readonly version: 2
  /** Digests of the import's lists as they were then; a list that is another one since was changed by a person meanwhile. */
  readonly digests: { readonly ndjson?: string; readonly csv?: string }
  /** What the import's `rejects.csv` looks like, where it has one. */
  readonly csvLayout?: CsvLayout
}

/** What an earlier release noted of a retry, before both lists were gathered into one. */
export interface EarlierPlan {
  readonly version: 1
  /** Which of the import's lists was run. */
  readonly format: "csv" | "ndjson"
}

/** The directory in which a retry keeps what it needs until its import is told of it. */
export class RetryDirectory {
  readonly importDirectory: string
  readonly path: string
  readonly journal: FileJournalStore
  readonly ndjsonPath: string
  /** All rejects of the import, as they were when the retry began. */
  readonly gatheredPath: string
  /** The same rejects with what a person has changed since; missing if nothing was changed. */
  readonly gatheredAnewPath: string
  /** Those that are run again. */
  readonly chosenPath: string
  /** What it may have sent. */
  readonly sentPath: string
  readonly #files: FileSystem
  readonly #planPath: string
  readonly #mergePath: string

  constructor(importDirectory: string, files: FileSystem) {
    this.#files = files
    this.importDirectory = importDirectory
    this.path = join(importDirectory, RETRY_NAME)
    this.journal = new FileJournalStore(this.path, files)
    this.ndjsonPath = join(this.path, "rejects.ndjson")
    this.gatheredPath = join(this.path, "gathered.ndjson")
    this.gatheredAnewPath = join(this.path, "gathered-anew.ndjson")
    this.chosenPath = join(this.path, "chosen.ndjson")
    this.sentPath = join(this.path, "sent.ndjson")
    this.#planPath = join(this.path, "plan.json")
    this.#mergePath = join(this.path, "merge.json")
  }

  /** Makes the directory, empty but for what `fill` puts into it, and then the plan that it gives: without one there is nothing to go on with. */
  async begin<Result>(
    fill: () => Promise<{ readonly plan: RetryPlan; readonly result: Result }>,
  ): Promise<Result> {
    await this.remove()
    await this.#files.makeDirectory(this.path)
    const { plan, result } = await fill()
    await replaceTextFile(this.#planPath, JSON.stringify(plan), this.#files)
    return result
  }

  async readPlan(): Promise<RetryPlan | EarlierPlan | undefined> {
    const plan = await this.#readJson<RetryPlan | EarlierPlan>(this.#planPath)
    if (plan?.version !== 2 || plan.csvLayout === undefined) return plan
    return { ...plan, csvLayout: withOwnColumns(plan.csvLayout) }
  }

  /** What is to be done to the import's files; from when it is written the retry has happened. */
  async readMerge(): Promise<RetryMerge | undefined> {
    const merge = await this.#readJson<RetryMerge>(this.#mergePath)
    return merge && { ...merge, lists: merge.lists.map((list) => this.#moved(list, resolve)) }
  }

  async writeMerge(merge: RetryMerge): Promise<void> {
    const lists = merge.lists.map((list) => this.#moved(list, relativeWithin))
    await replaceTextFile(this.#mergePath, JSON.stringify({ ...merge, lists }), this.#files)
  }

  /** A list in the import's directory is noted as it is named there: the directory may be moved. */
  #moved(list: MergedList, move: (directory: string, path: string) => string): MergedList {
    const { draftPath, path } = list
    const draft = draftPath === undefined ? {} : { draftPath: move(this.importDirectory, draftPath) }
    return { ...list, path: move(this.importDirectory, path), ...draft }
  }

  /** Keeps its log beside that of the import, in place of the one of an earlier retry. */
  async keepLog(): Promise<void> {
    await this.#files
      .rename(join(this.path, "log.ndjson"), join(this.importDirectory, "log.retry.ndjson"))
      .catch(() => undefined)
  }

  /** Removes it, so that at no moment a part of it is left under its name. */
  async remove(): Promise<void> {
    const leaving = `${this.path}.done`
    await this.#files.removeTree(leaving)
    if ((await this.#files.look(this.path)) === undefined) return
    await this.#files.rename(this.path, leaving)
    await this.#files.removeTree(leaving)
  }

  /** Both files are replaced as a whole: they are there and complete, or not there. */
  async #readJson<Value extends { readonly version: number }>(path: string): Promise<Value | undefined> {
    const bytes = await this.#files.read(path)
    return bytes === undefined ? undefined : (JSON.parse(Buffer.from(bytes).toString("utf8")) as Value)
  }
}

/** Earlier releases had no columns after the digests, and noted of a list only if it had none of these either. */
function withOwnColumns(layout: CsvLayout & { readonly hasDigests?: boolean }): CsvLayout {
  const { columns, delimiter, hasDigests = true } = layout
  const { ownColumns = [...FIRST_COLUMN_NAMES, ...(hasDigests ? ["import_digest"] : [])] } = layout
  return { columns, delimiter, ownColumns }
}

function relativeWithin(directory: string, path: string): string {
  return dirname(path) === resolve(directory) ? basename(path) : path
}
