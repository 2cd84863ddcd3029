import { basename, join, resolve } from "node:path"
import type { FailedRecord } from "../../accounting/ledger/failed-record.ts"
import type { Summary } from "../../accounting/summary.ts"
import { UsageError } from "../../errors.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { readStart } from "../../platform/files/text-file.ts"
import { scrubNothing } from "../../platform/secret/secret-scrubber.ts"
import type { Scrub } from "../../platform/secret/secret-scrubber.ts"
import type { DataSource } from "../../sources/data-source.ts"
import type { CsvLayout } from "../../sources/formats/csv/csv-layout.ts"
import { ownColumnsInText } from "../own-columns.ts"
import { jsonLine } from "../json-line.ts"
import { readRejectsOf } from "../read-rejects.ts"
import { rejectItem, rejectLine } from "../reject-line.ts"
import { rejectsCsvHeader, rejectsCsvLine } from "../rejects-csv.ts"
import { isOrdinaryFile } from "./is-ordinary-file.ts"
import { listFilesAt } from "./list-files.ts"
import type { ListFile, ListFiles } from "./list-files.ts"
import { KeptNote } from "./kept-note.ts"
import { openList } from "./open-list.ts"
import type { OpenSetting } from "./open-list.ts"
import { pathsStillThere } from "./paths-still-there.ts"
import { bytesBefore, planList } from "./plan-list.ts"
import type { ListPlan } from "./plan-list.ts"
import { refuseAppended } from "./refuse-appended.ts"
import type { ListStart } from "./appended-rows.ts"
import type { RejectsBefore } from "./rejects-before.ts"
import type { ListedSource, RejectsExtent, RejectsStore } from "./rejects-store.ts"
import type { RejectsWriter } from "./rejects-writer.ts"
import { writingTo } from "./writing-to.ts"

/** Where an import has its lists of rejects. */
export interface FileRejectsStoreOptions {
  readonly files: FileSystem
  /** The import's directory. */
  readonly directory: string
  /** Absolute or relative; undefined: in the import's directory. */
  readonly rejectsFilePath: string | undefined
  /** Takes secrets out of all that is written. @defaultValue there are none */
  readonly scrub?: Scrub | undefined
}

/** Keeps rejects in `rejects.ndjson` and, for sources in CSV, in `rejects.csv` beside it. */
export class FileRejectsStore implements RejectsStore {
  readonly #files: FileSystem
  readonly #directory: string
  readonly #lists: ListFiles
  readonly #scrub: Scrub
  readonly #writers = new Map<ListFile, RejectsWriter>()
  /** What an earlier run left; undefined: there was none. */
  #before: RejectsBefore | undefined
  #hasRejects = false
  /** Lists that lack what was written into them. */
  readonly #lost = new Set<ListFile>()
  readonly #note: KeptNote
  #kept: readonly string[] = []

  constructor({ directory, files, rejectsFilePath, scrub = scrubNothing }: FileRejectsStoreOptions) {
    this.#files = files
    this.#directory = directory
    this.#note = new KeptNote(directory, files)
    this.#lists = listFilesAt(resolve(rejectsFilePath ?? join(directory, "rejects.ndjson")))
    this.#scrub = scrub
  }

  resume(before: RejectsBefore): void {
    this.#before = before
    this.#kept = before.keptRejects ?? []
    this.#hasRejects = Object.values(before.rejectsBytes).some((bytes) => bytes > 0)
  }

  async open({ csv, name }: ListedSource): Promise<void> {
    this.#checkPath()
    // Some may have been set aside by a run that was killed before it could say so.
    const noted = await pathsStillThere(await this.#note.read(), this.#directory, this.#files)
    this.#kept = [...new Set([...this.#kept, ...noted])]
    const { csv: csvList, json: jsonList } = this.#lists
    const rowsList = csv === undefined ? undefined : csvList
    // Nothing is cut off of one before it is known that both can be gone on with.
    const [json, rows] = [await this.#plan(jsonList), rowsList && (await this.#plan(rowsList))]
    const layout = csv && rowsList && { ...csv, ownColumns: await this.#ownColumns(rowsList, csv) }
    await this.#refuseAppended(json, rows && layout && { plan: rows, layout })
    // The rows are cut off before the lines: killed in between, what no line says would look like a person's.
    const writer =
      rows &&
      layout &&
      (await this.#open(rows, (failed) => rejectsCsvLine(failed, rejectLine(name, failed), layout)))
    await this.#open(json, (failed) => jsonLine(rejectLine(name, failed)))
    if (writer === undefined || layout === undefined || writer.givenBytes > 0) return
    await writer.writeText(rejectsCsvHeader(layout))
    if (!this.#hasRejects) return
    // Somebody took it away: the other list holds the same.
    for await (const line of readRejectsOf(jsonList.path, this.#files))
      await writer.writeText(rejectsCsvLine({ item: rejectItem(line) }, line, layout))
  }

  get #setting(): OpenSetting {
    return {
      before: this.#before,
      directory: this.#directory,
      files: this.#files,
      lists: this.#lists,
      scrub: this.#scrub,
      noteKept: async (keptPath) => {
        this.#kept = [...new Set([...this.#kept, keptPath])]
        await this.#note.write(this.#kept)
      },
    }
  }

  async #refuseAppended(
    json: ListPlan,
    csv: { readonly plan: ListPlan; readonly layout: CsvLayout } | undefined,
  ): Promise<void> {
    const before = this.#before
    if (before === undefined) return
    const startOf = ({ keepBytes, list }: ListPlan): ListStart => ({ path: list.path, keepBytes })
    const rows = csv && { csv: startOf(csv.plan), layout: csv.layout }
    const lists = { ndjson: startOf(json), rows, before, scrub: this.#scrub }
    await refuseAppended(lists, this.#files, (path, look) => writingTo(path, this.#setting, look))
  }

  #plan(list: ListFile): Promise<ListPlan> {
    return writingTo(list.path, this.#setting, () => planList(list, this.#setting))
  }

  async #open(plan: ListPlan, textOf: (failed: FailedRecord) => string): Promise<RejectsWriter> {
    const writer = await openList(plan, this.#setting, textOf)
    this.#writers.set(plan.list, writer)
    return writer
  }

  /** A list that an earlier release has begun is gone on with as it is. */
  async #ownColumns(list: ListFile, csv: CsvLayout): Promise<CsvLayout["ownColumns"]> {
    const isBegun = bytesBefore(list, this.#setting) > 0 && (await isOrdinaryFile(list.path, this.#files))
    if (!isBegun) return csv.ownColumns
    const maxBytes = Buffer.byteLength(rejectsCsvHeader({ columns: [], delimiter: csv.delimiter }))
    const found = ownColumnsInText(await readStart(list.path, maxBytes, this.#files))
    return found.length > 0 ? found : csv.ownColumns
  }

  /** What the run before wrote elsewhere would be forgotten. */
  #checkPath(): void {
    const { path } = this.#lists.json
    const before = Object.keys(this.#before?.rejectsBytes ?? {})
    if (!this.#hasRejects || before.includes(basename(path))) return
    throw new UsageError(
      `Cannot write the rejects to ${path}: the earlier run wrote them to ${before.join(" and ")}. Name that file again with rejectsFilePath, or start over with restart: true.`,
    )
  }

  async write(failed: readonly FailedRecord[]): Promise<void> {
    if (failed.length === 0) return
    this.#hasRejects = true
    const { csv, json } = this.#lists
    // One list after the other: what the rows say, the lines say too, whenever the process is killed.
    const lines = this.#writers.get(json)?.write(failed)
    const rows = csv && this.#writers.get(csv)?.write(failed, lines)
    await Promise.all([lines, rows])
  }

  async sync(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.sync()))
  }

  /** What was not opened here is left alone. */
  async close(): Promise<void> {
    if (this.#hasRejects) this.#before = { ...this.#before, ...this.extent }
    const writers = [...this.#writers]
    this.#writers.clear()
    // Each is closed, whichever fails.
    const closed = await Promise.allSettled(writers.map(([, writer]) => writer.close()))
    for (const one of closed) if (one.status === "rejected") throw one.reason
    if (this.#hasRejects) return
    for (const [{ path }, { givenBytes }] of writers) {
      const found = await this.#files.look(path).catch(() => undefined)
      // What is longer, others wrote.
      if (found?.kind === "file" && found.state.size <= givenBytes) await this.#files.remove(path)
    }
  }

  /** How long each list will be once all that was given is written, and a digest of that: not of what a person has made of it. */
  get extent(): RejectsExtent {
    if (!this.#hasRejects) return { rejectsBytes: {}, rejectsDigests: {} }
    const of = <Value>(value: (writer: RejectsWriter) => Value): Readonly<Record<string, Value>> =>
      Object.fromEntries(
        Array.from(this.#writers, ([{ path }, writer]) => [basename(path), value(writer)] as const),
      )
    return {
      rejectsBytes: { ...this.#before?.rejectsBytes, ...of((writer) => writer.givenBytes) },
      rejectsDigests: { ...this.#before?.rejectsDigests, ...of((writer) => writer.givenDigest) },
    }
  }

  get ends(): Readonly<Record<string, number>> | undefined {
    const writers = [...this.#writers]
    if (writers.some(([, { hasFailed }]) => hasFailed)) return undefined
    return Object.fromEntries(writers.map(([{ path }, { givenBytes }]) => [basename(path), givenBytes]))
  }

  get keptPaths(): readonly string[] {
    return this.#kept
  }

  forgetNote(): Promise<void> {
    return this.#note.remove()
  }

  listPaths({ csv }: Pick<DataSource, "csv">): readonly string[] {
    const { csv: csvList, json } = this.#lists
    return csv === undefined || csvList === undefined ? [json.path] : [json.path, csvList.path]
  }

  async lookForLost(): Promise<void> {
    this.#kept = await pathsStillThere(this.#kept, this.#directory, this.#files)
    if (!this.#hasRejects) return
    const { rejectsBytes } = this.extent
    for (const list of [this.#lists.json, this.#lists.csv]) {
      const writtenBytes = list === undefined ? undefined : rejectsBytes[basename(list.path)]
      if (list === undefined || writtenBytes === undefined) continue
      // On a full disk, nobody has taken anything away.
      if (this.#writers.get(list)?.hasFailed === true) continue
      const found = await this.#files.look(list.path).catch(() => undefined)
      const isWhole = found !== undefined && (found.kind !== "file" || found.state.size === writtenBytes)
      if (!isWhole) this.#lost.add(list)
    }
  }

  get lostPaths(): readonly string[] {
    return [...this.#lost].map(({ path }) => path)
  }

  forgetLost(): void {
    const names = new Set(this.lostPaths.map((path) => basename(path)))
    const left = Object.entries(this.#before?.rejectsBytes ?? {}).filter(([name]) => !names.has(name))
    this.resume({ ...this.#before, keptRejects: this.#kept, rejectsBytes: Object.fromEntries(left) })
  }

  get paths(): Pick<Summary["paths"], "rejects" | "rejectsCsv"> {
    if (!this.#hasRejects) return {}
    const { csv, json } = this.#lists
    const hasCsv = csv !== undefined && basename(csv.path) in this.extent.rejectsBytes
    return {
      ...(this.#lost.has(json) ? {} : { rejects: json.path }),
      ...(hasCsv && !this.#lost.has(csv) ? { rejectsCsv: csv.path } : {}),
    }
  }
}
