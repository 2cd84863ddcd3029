import { createHash, hash } from "node:crypto"
import type { Hash } from "node:crypto"
import { basename, join, resolve, sep } from "node:path"
import { UsageError } from "../errors.ts"
import { systemReason } from "../platform/system-reason.ts"
import { scrubNothing } from "../platform/secret-scrubber.ts"
import type { Scrub } from "../platform/secret-scrubber.ts"
import {
  continueTextFile,
  createTextFile,
  endsLineAt,
  readStart,
  replaceTextFile,
} from "../platform/text-file.ts"
import { hashStart } from "../platform/hash-start.ts"
import type { TextFile } from "../platform/text-file.ts"
import type { FileSystem } from "../platform/file-system.ts"
import { visibleJson } from "../platform/visible-json.ts"
import type { CsvLayout } from "../sources/csv-layout.ts"
import type { DataSource } from "../sources/data-source.ts"
import type { ListStart } from "./appended-rows.ts"
import { datedPath } from "./dated-path.ts"
import { isFile } from "./is-file.ts"
import { isGzipName } from "../sources/gzip-name.ts"
import { DIGEST_COLUMN } from "../sources/reject-columns.ts"
import { rejectRows } from "../sources/reject-rows.ts"
import type { FailedRecord } from "./ledger.ts"
import { readRejectsOf } from "./read-rejects.ts"
import { REJECT_LINE_START, rejectItem, rejectLine } from "./reject-line.ts"
import { REJECTS_CSV_START, rejectsCsvHeader, rejectsCsvLine } from "./rejects-csv.ts"
import { refuseAppended } from "./refuse-appended.ts"
import type { RejectsBefore } from "./rejects-before.ts"
import { RejectsWriter } from "./rejects-writer.ts"
import { jsonLine } from "./json-line.ts"
import type { Summary } from "./summary.ts"

/** Where an import keeps its files. */
export interface ImportFilesOptions {
  readonly files: FileSystem
  readonly stateDir: string
  readonly importName: string
  /** The name of its directory. @defaultValue what the import's name gives */
  readonly directoryName?: string | undefined
  /** Absolute or relative; undefined: in the import's directory. */
  readonly rejectsFilePath: string | undefined
  /** A dry run leaves the files of the import itself alone. @defaultValue false */
  readonly isDryRun?: boolean
  /** Takes secrets out of all that is written. @defaultValue there are none */
  readonly scrub?: Scrub | undefined
}

/** A list of rejects, and how to know one of our own. */
interface RejectsFile {
  readonly path: string
  readonly start: string
}

/** A list, and how much of it is kept. */
interface PlacedList {
  readonly list: RejectsFile
  readonly keepBytes: number
}

/** The files of one import: its rejects and its summary. */
export class ImportFiles {
  /** The import's directory. */
  readonly directory: string
  readonly summaryPath: string
  readonly reportPath: string
  readonly #files: FileSystem
  #hasReport = false
  /** It names itself: only afterwards it is known that it was not written. */
  #isSummaryLost = false
  readonly #json: RejectsFile
  /** Beside the other, for sources in CSV; undefined where the other is a device, or has a name of its own. */
  readonly #csv: RejectsFile | undefined
  readonly #writers = new Map<RejectsFile, RejectsWriter>()
  /** What an earlier run left; undefined: there was none. */
  #before: RejectsBefore | undefined
  #hasRejects = false
  readonly #scrub: Scrub
  /** Lists that lack what was written into them. */
  readonly #lost = new Set<RejectsFile>()
  readonly #kept: string[] = []

  constructor(options: ImportFilesOptions) {
    const { files, stateDir, importName, rejectsFilePath, isDryRun = false, scrub = scrubNothing } = options
    this.#files = files
    const directory = join(resolve(stateDir), options.directoryName ?? directoryName(importName))
    this.directory = isDryRun ? join(directory, "dry-run") : directory
    this.summaryPath = join(this.directory, "summary.json")
    this.reportPath = join(this.directory, "report.html")
    this.#scrub = scrub
    const path = resolve(rejectsFilePath ?? join(this.directory, "rejects.ndjson"))
    this.#json = { path, start: REJECT_LINE_START }
    if (isGzipName(path))
      throw new UsageError(
        `Cannot write rejects into ${path} as they are not packed: give them a name that does not end in .gz.`,
      )
    const csvPath = path.replace(/\.(ndjson|jsonl|json)$/, ".csv")
    this.#csv = csvPath === path ? undefined : { path: csvPath, start: REJECTS_CSV_START }
  }

  /**
   * Makes the rejects files, or goes on with those of an earlier run. Old ones that nobody has retried are kept beside them, under the time
   * when they were written last. What cannot be written is to be known before anything is sent.
   *
   * @throws {@link UsageError} if one cannot be made.
   */
  async open({ csv, name }: Pick<DataSource, "csv" | "name">): Promise<void> {
    this.#checkPath()
    const csvList = csv === undefined ? undefined : this.#csv
    // Nothing is cut off of one before it is known that both can be gone on with.
    const [json, rows] = [await this.#place(this.#json), csvList && (await this.#place(csvList))]
    const layout = csv && csvList && { ...csv, hasDigests: await this.#takesDigests(csvList.path, csv) }
    await this.#refuseAppended(json, rows, layout)
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
    for await (const line of readRejectsOf(this.#json.path, this.#files))
      await writer.writeText(rejectsCsvLine({ item: rejectItem(line) }, line, layout))
  }

  /** A list that an earlier release has begun is gone on with as it is. */
  async #takesDigests(path: string, csv: CsvLayout): Promise<boolean> {
    if (csv.hasDigests === false) return false
    const isBegun = this.#bytesBefore(path) > 0 && (await isFile(path, this.#files))
    if (!isBegun) return true
    const ours = Buffer.byteLength(rejectsCsvHeader({ ...csv, columns: [] }))
    return (await readStart(path, ours, this.#files)).includes(DIGEST_COLUMN)
  }

  #bytesBefore(path: string): number {
    return this.#before?.rejectsBytes[basename(path)] ?? 0
  }

  /** How much of a list is kept: 0 where it is made anew. */
  #place(list: RejectsFile): Promise<PlacedList> {
    const { path } = list
    return this.#within(path, async () => {
      const keepBytes = this.#bytesBefore(path)
      if (keepBytes === 0 || (await this.#isMadeAnew(path))) {
        await this.#refuseOther(list)
        return { list, keepBytes: 0 }
      }
      if (!(await this.#isKept(list, keepBytes))) throw new UsageError(this.#cannotGoOn(path))
      return { list, keepBytes }
    })
  }

  async #refuseAppended(
    json: PlacedList,
    csv: PlacedList | undefined,
    layout: CsvLayout | undefined,
  ): Promise<void> {
    const before = this.#before
    if (before === undefined) return
    const startOf = ({ keepBytes, list }: PlacedList): ListStart => ({ path: list.path, keepBytes })
    const rows = csv && layout && { csv: startOf(csv), layout }
    const lists = { ndjson: startOf(json), rows, before, scrub: this.#scrub }
    await refuseAppended(lists, this.#files, (path, look) => this.#within(path, look))
  }

  async #open(placed: PlacedList, textOf: (failed: FailedRecord) => string): Promise<RejectsWriter> {
    const { list } = placed
    return this.#within(list.path, async () => {
      const hashSoFar = await this.#hashOf(placed)
      const writer = new RejectsWriter(await this.#textFile(placed), textOf, this.#scrub, hashSoFar)
      this.#writers.set(list, writer)
      return writer
    })
  }

  async #within<Value>(path: string, act: () => Promise<Value>): Promise<Value> {
    try {
      return await act()
    } catch (error) {
      if (error instanceof UsageError) throw error
      const advice = this.#isInside(path) ? " Name another directory with stateDir." : ""
      const message = `Cannot write the rejects to ${path}: ${systemReason(error)}.${advice}`
      throw new UsageError(message, { cause: error })
    }
  }

  #isInside(path: string): boolean {
    return path.startsWith(`${this.directory}${sep}`)
  }

  /** Of a list that a person has changed since, a hash that fits nothing: it still counts as changed when all is done. */
  async #hashOf({ keepBytes, list: { path } }: PlacedList): Promise<Hash> {
    const found = await hashStart(path, keepBytes, this.#files)
    const before = this.#before?.rejectsDigests?.[basename(path)]
    if (keepBytes === 0 || before === undefined || found.copy().digest("hex") === before) return found
    return createHash("sha256").update(before)
  }

  async #textFile({ keepBytes, list }: PlacedList): Promise<TextFile> {
    const { path } = list
    if (keepBytes > 0) {
      const file = await continueTextFile(path, keepBytes, this.#files)
      if (file !== undefined) return file
      throw new UsageError(this.#cannotGoOn(path))
    }
    // Of a path that somebody chose, nothing tells what a killed run wrote there from what others did since.
    const isKeptAside = this.#before === undefined || !this.#isInside(path)
    if (isKeptAside && !isStream(path) && (await this.#holdsRejects(list))) {
      const kept = await datedPath(path, this.#files)
      await this.#files.rename(path, kept)
      this.#kept.push(kept)
    }
    return createTextFile(path, this.#files)
  }

  /** What the run before wrote elsewhere would be forgotten. */
  #checkPath(): void {
    const before = Object.keys(this.#before?.rejectsBytes ?? {})
    if (!this.#hasRejects || before.includes(basename(this.#json.path))) return
    throw new UsageError(
      `Cannot write the rejects to ${this.#json.path}: the earlier run wrote them to ${before.join(" and ")}. Name that file again with rejectsFilePath, or start over with restart: true.`,
    )
  }

  /** Devices hold nothing to go on with; a `rejects.csv` that is gone can be made of the other list. */
  async #isMadeAnew(path: string): Promise<boolean> {
    const found = await this.#files.look(path).catch(() => undefined)
    return found === undefined ? path === this.#csv?.path : found.kind !== "file"
  }

  #cannotGoOn(path: string): string {
    const start = `Cannot go on writing the rejects to ${path}: what the earlier run wrote there is gone or was changed.`
    return path === this.#csv?.path
      ? `${start} Move the file away, and run again: the list is made anew then. What you have corrected can be retried once the import is finished.`
      : `${start} Put it back, or start over with restart: true.`
  }

  /** Writes records that failed. */
  async reject(failed: readonly FailedRecord[]): Promise<void> {
    if (failed.length === 0) return
    this.#hasRejects = true
    // One list after the other: what the rows say, the lines say too, whenever the process is killed.
    const lines = this.#writers.get(this.#json)?.write(failed)
    const rows = this.#csv && this.#writers.get(this.#csv)?.write(failed, lines)
    await Promise.all([lines, rows])
  }

  /** Says that an earlier run has begun these files, and how much of each counts: what stands behind it is cut off when they are opened. */
  resume(before: RejectsBefore): void {
    this.#before = before
    this.#hasRejects = Object.values(before.rejectsBytes).some((bytes) => bytes > 0)
  }

  /** Where the lists of a source are written, whether there are any or not. */
  listPaths({ csv }: Pick<DataSource, "csv">): readonly string[] {
    return csv === undefined || this.#csv === undefined
      ? [this.#json.path]
      : [this.#json.path, this.#csv.path]
  }

  /** How long each file that is open will be once all is written, by its name: behind that, nothing is ours. Undefined: not all can be written. */
  get rejectsEnds(): Readonly<Record<string, number>> | undefined {
    const writers = [...this.#writers]
    if (writers.some(([, { hasFailed }]) => hasFailed)) return undefined
    return Object.fromEntries(writers.map(([{ path }, { givenBytes }]) => [basename(path), givenBytes]))
  }

  /** How long each file will be once all rejects that were given are written, by its name; 0 where there are none. */
  get rejectsBytes(): Readonly<Record<string, number>> {
    if (!this.#hasRejects) return {}
    const bytes = [...this.#writers].map(([{ path }, writer]) => [basename(path), writer.givenBytes] as const)
    return { ...this.#before?.rejectsBytes, ...Object.fromEntries(bytes) }
  }

  /** Digests of the same, by their names: of what was given, not of what a person has made of it. */
  get rejectsDigests(): Readonly<Record<string, string>> {
    if (!this.#hasRejects) return {}
    const digests = [...this.#writers].map(
      ([{ path }, writer]) => [basename(path), writer.givenDigest] as const,
    )
    return { ...this.#before?.rejectsDigests, ...Object.fromEntries(digests) }
  }

  /** Resolves when all rejects that were given are on disk. */
  async sync(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.sync()))
  }

  /** Puts the rejects on disk; files without any are removed. What was not opened here is left alone. How long they are is still known. */
  async close(): Promise<void> {
    const { rejectsBytes, rejectsDigests } = this
    if (this.#hasRejects) this.#before = { ...this.#before, rejectsBytes, rejectsDigests }
    for (const [file, writer] of this.#writers) {
      const { path } = file
      this.#writers.delete(file)
      const { givenBytes } = writer
      await writer.close()
      if (this.#hasRejects) continue
      const found = await this.#files.look(path).catch(() => undefined)
      // What is longer, others wrote.
      if (found?.kind === "file" && found.state.size <= givenBytes) await this.#files.remove(path)
    }
  }

  /** Looks whether all that was written into the lists is there still: they may be removed, or saved by somebody else, meanwhile. */
  async lookForLost(): Promise<void> {
    if (!this.#hasRejects) return
    const bytes = this.rejectsBytes
    for (const list of [this.#json, this.#csv]) {
      const writtenBytes = list === undefined ? undefined : bytes[basename(list.path)]
      if (list === undefined || writtenBytes === undefined) continue
      // On a full disk, nobody has taken anything away.
      if (this.#writers.get(list)?.hasFailed === true) continue
      const found = await this.#files.look(list.path).catch(() => undefined)
      const isWhole = found !== undefined && (found.kind !== "file" || found.state.size === writtenBytes)
      if (!isWhole) this.#lost.add(list)
    }
  }

  /** The paths of lists that lack what was written into them. */
  get lostRejects(): readonly string[] {
    return [...this.#lost].map(({ path }) => path)
  }

  /** The paths under which lists of an earlier run were kept when these were made. */
  get keptRejects(): readonly string[] {
    return this.#kept
  }

  /** Forgets the lists that are lost, so that a later run begins them anew. To be called once all are closed. */
  forgetLost(): void {
    const names = new Set(this.lostRejects.map((path) => basename(path)))
    const left = Object.entries(this.#before?.rejectsBytes ?? {}).filter(([name]) => !names.has(name))
    this.resume({ ...this.#before, rejectsBytes: Object.fromEntries(left) })
  }

  /** The paths of what was, or is about to be, written. */
  get paths(): Summary["paths"] {
    const ever = {
      ...(this.#isSummaryLost ? {} : { summary: this.summaryPath }),
      ...(this.#hasReport ? { report: this.reportPath } : {}),
    }
    if (!this.#hasRejects) return ever
    const hasCsv = this.#csv !== undefined && basename(this.#csv.path) in this.rejectsBytes
    return {
      ...ever,
      ...(this.#lost.has(this.#json) ? {} : { rejects: this.#json.path }),
      ...(hasCsv && !this.#lost.has(this.#csv) ? { rejectsCsv: this.#csv.path } : {}),
    }
  }

  /** Writes the report. */
  async writeReport(page: string): Promise<void> {
    await replaceTextFile(this.reportPath, this.#scrub(page), this.#files)
    this.#hasReport = true
  }

  /** Says that the summary stays that of an earlier run. */
  forgoSummary(): void {
    this.#isSummaryLost = true
  }

  /** Writes the summary. */
  async writeSummary(summary: Summary): Promise<void> {
    this.#isSummaryLost = true
    await replaceTextFile(
      this.summaryPath,
      this.#scrub(`${visibleJson(JSON.stringify(summary, undefined, 2))}\n`),
      this.#files,
    )
    this.#isSummaryLost = false
  }

  /** Whether a list holds any; one that was begun, and no more, has but a header. What cannot be read may. */
  async #holdsRejects({ path, start }: RejectsFile): Promise<boolean> {
    if (!(await isFile(path, this.#files)) || (await readStart(path, 1, this.#files)) === "") return false
    if (start !== REJECTS_CSV_START) return true
    try {
      for await (const rows of rejectRows(path, this.#files).read()) if (rows.length > 0) return true
      return false
    } catch {
      return true
    }
  }

  /** Whether a file begins as a list of rejects, and a line ends where the run before ended: it was not changed since. */
  async #isKept({ path, start }: RejectsFile, keepBytes: number): Promise<boolean> {
    if (!(await isFile(path, this.#files))) return false
    const found = await readStart(path, Buffer.byteLength(start), this.#files)
    return found === start && (await endsLineAt(path, keepBytes, this.#files))
  }

  /** Nothing is lost if a file is replaced that is not there, is empty or no ordinary file, or holds rejects of an earlier run. */
  async #refuseOther({ path, start }: RejectsFile): Promise<void> {
    if (!(await isFile(path, this.#files))) return
    const found = await readStart(path, Buffer.byteLength(start), this.#files)
    // A killed run may have written but a part of it.
    if (start.startsWith(found)) return
    throw new UsageError(
      `Cannot write the rejects to ${path}: it is there, and is no list of rejects. Name another file.`,
    )
  }
}

/** Whether a path is that of an open stream, which may lead to an ordinary file: the name is the system's. */
function isStream(path: string): boolean {
  return /^\/(dev\/(fd\/|std)|proc\/)/.test(path)
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
