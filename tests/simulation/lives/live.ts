import { basename, join } from "node:path"
import { runImport } from "../../../src/import/run/run-import.ts"
import { FileJournalStore } from "../../../src/journal/file-journal-store.ts"
import type { JournalEntry } from "../../../src/journal/journal-entry.ts"
import type { MapFunction } from "../../../src/mapping/map-function.ts"
import { retryRejectsOn } from "../../../src/import/retry/retry-rejects.ts"
import type { RetrySummary } from "../../../src/import/retry/retry-summary.ts"
import { createSandbox } from "../../../src/sandbox/index.ts"
import type { Sandbox } from "../../../src/sandbox/index.ts"
import { fileSource } from "../../../src/sources/file-source.ts"
import type { SourceDataRecord } from "../../../src/sources/source-data-record.ts"
import { sandboxHttp } from "../../kit/sandbox-http.ts"
import { Dice, seededRandom } from "../../kit/seeded-random.ts"
import { VirtualMachine } from "../../kit/virtual-machine.ts"
import type { VirtualProcess } from "../../kit/virtual-machine.ts"
import { codesIn, correctLines, correctRows, numbersIn, unknownIn, valuesIn } from "./correct-list.ts"
import { endOf } from "./end.ts"
import type { End } from "./end.ts"
import { editList } from "./edit-list.ts"
import type { ListEdit } from "./edit-list.ts"
import { encoded } from "./encoded.ts"
import { meddledFiles } from "./meddled-files.ts"
import { storyMap } from "./story-actions.ts"
import { storyText } from "./story-file.ts"
import { storyImporter } from "./story-importer.ts"
import type { Life, RetryLife, Story } from "./story.ts"

const DIRECTORY = "/state/data"
const SOURCE = "/in"
const CANNOT_READ_CSV = /^Cannot (?:read|use) rejects\.csv as /

/** What a story left behind. */
export interface Lived {
  readonly story: Story
  readonly sandbox: Sandbox
  readonly ends: readonly End[]
  readonly retryEnds: readonly End[]
  /** The records that a person corrected in a list that a retry then read. */
  readonly corrected: ReadonlySet<number>
  /** What records said once a person had edited them while the import was stopped. */
  readonly edited: ReadonlyMap<number, string>
  /** Corrections that were lost, in words. */
  readonly lost: readonly string[]
  /** What a life did that none may do, in words. */
  readonly faults: readonly string[]
  readonly journal: JournalEntry | undefined
  readonly listed: { readonly csv: readonly number[]; readonly ndjson: readonly number[] }
  /** The codes in `rejects.ndjson`, by the numbers of the records. */
  readonly codes: ReadonlyMap<number, string>
  /** The records of which it is unknown whether they were applied, or was so when the last retry began. */
  readonly unknown: ReadonlySet<number>
  /** All that was written to the disk. */
  readonly disk: ReadonlyMap<string, Buffer>
}

type StoryMap = MapFunction<SourceDataRecord<unknown>>

/** Lets a story happen: a whole import in virtual time, from its file to its last retry, on a disk in memory. */
export async function live(story: Story): Promise<Lived> {
  const teller = new StoryTeller(story)
  return teller.machine.clock.run(teller.tell())
}

class StoryTeller {
  readonly machine = new VirtualMachine()
  readonly #story: Story
  readonly #sandbox: Sandbox
  readonly #random
  readonly #corrected = new Set<number>()
  /** The list that a person has changed, and no retry has taken in yet. */
  #begun: "csv" | "ndjson" | undefined
  #written = ""
  #saved: Uint8Array = Buffer.alloc(0)
  #doubted: ReadonlySet<number> = new Set()
  /** The list that a person has edited before the import was finished, the lines that they have typed there, and what records say since. */
  #edited: "csv" | "ndjson" = "ndjson"
  #typed: readonly string[] = []
  readonly #values = new Map<number, string>()
  /** The list as it was before they have put lines behind it. */
  #before: string | undefined
  /** The list with them. */
  #after: string | undefined
  /** The list that a person has removed last, which no retry has written anew since. */
  #removed: { readonly path: string; readonly text: string } | undefined
  /** Whether the last retry imported nothing, and so left the lists as they were. */
  #isInVain = false
  readonly #lost: string[] = []
  readonly #faults: string[] = []
  readonly #ends: End[] = []
  readonly #retryEnds: End[] = []

  constructor(story: Story) {
    this.#story = story
    this.#random = seededRandom(story.seed ^ 0x11fe)
    this.#sandbox = createSandbox({
      seed: story.seed,
      now: () => this.machine.clock.now(),
      userFields: { score: "long" },
      eventFields: { "event 0": { score: "long" }, "event 1": { score: "long" } },
      maxUserFields: Infinity,
      latency: { kind: "fixed", latencyMs: story.latencyMs },
      faults: story.faults,
    })
  }

  async tell(): Promise<Lived> {
    const { edits = [], lives, losesSource, retries } = this.#story
    await this.#write(this.#sourcePath, storyText(this.#story))
    for (const [index, life] of lives.entries()) {
      const before = (await this.#journal())?.finishedAt
      const end = await this.#importUnlessRefused(life)
      this.#ends.push(end)
      // It may have been killed when all was done, or before it forgot an end at which nothing was imported.
      const isNew = end.kind === "finished" || (await this.#journal())?.finishedAt !== before
      const isDone = isNew && (await this.#isFinished())
      if (life.map !== 0 && isDone) break
      await this.#edit(edits[index])
    }
    await this.#leaveEdited()
    if (losesSource) await this.machine.disk.remove(this.#sourcePath)
    if (await this.#isFinished())
      for (const [index, retry] of retries.entries()) {
        // Who has corrected a list before takes it for done.
        if (index > 0 || this.#values.size === 0 || retries.length === 1) await this.#correct(retry)
        this.#doubted = unknownIn(await this.#textOf("ndjson"))
        await this.#remove(retry)
        this.#retryEnds.push(await this.#retryUnlessRefused(retry))
        await this.#forgetTaken()
        // Lists that were changed are to be told from those that were not by their times too.
        await this.machine.clock.sleep(1_000)
      }
    return this.#lived()
  }

  get #sourcePath(): string {
    return join(SOURCE, `data.${this.#story.format}`)
  }

  get #directory(): string {
    return `${DIRECTORY}.${this.#story.format}`
  }

  async #live(life: Life, act: (process: VirtualProcess) => Promise<unknown>): Promise<End> {
    const { clock } = this.machine
    const http = sandboxHttp({ sandbox: this.#sandbox, clock, random: this.#random })
    const process = this.machine.start(http, life.kill)
    const end = act(process).then(
      (summary): End => {
        this.#isInVain = isRetryInVain(summary)
        return { kind: "finished" }
      },
      (error: unknown) => endOf(error),
    )
    const ended = await Promise.race([end, process.killed.then((): End => ({ kind: "killed" }))])
    // What is read ahead is not waited for at the end, and closes its files a moment later.
    if (ended.kind !== "killed" && process.openFiles > 0) await clock.sleep(1_000)
    if (ended.kind !== "killed" && process.openFiles > 0)
      this.#faults.push(`${process.openFiles} files are open after a life that ${ended.kind}`)
    // What it was killed after it had ended is no matter.
    process.kill()
    return ended
  }

  #import(life: Life, process: VirtualProcess): Promise<unknown> {
    const { format } = this.#story
    const options = {
      platform: process.platform,
      source: fileSource({ filePath: this.#sourcePath, format }, process.platform.files),
      importName: `data.${format}`,
      importer: storyImporter(this.#story, process, this.#random),
      stateDir: "/state",
      mapFingerprint: `map ${life.map}`,
      maxRejects: "off",
      report: false,
      logLevel: "off",
      signal: this.#abortOf(life),
    } as const
    return runImport(options, this.#once(this.#map(life, process)))
  }

  #retry(life: RetryLife, process: VirtualProcess): Promise<unknown> {
    const { meanwhile } = life
    const { platform } = process
    const files =
      meanwhile === undefined
        ? platform.files
        : meddledFiles(platform.files, meanwhile, () => this.#correctMeanwhile(life))
    return retryRejectsOn(
      { ...platform, files },
      {
        name: `data.${this.#story.format}`,
        stateDir: "/state",
        importer: storyImporter(this.#story, process, this.#random),
        mapFingerprint: `map ${life.map}`,
        logLevel: "off",
        signal: this.#abortOf(life),
        overwriteNewer: life.overwritesNewer,
        freshMapFunction: () => this.#map(life, process),
      },
      this.#once(this.#map(life, process)),
    )
  }

  #map({ map }: Life, process: VirtualProcess): StoryMap {
    return storyMap(map, () => process.platform.clock.now())
  }

  /** The same map function, which notes what it is given again. */
  #once(map: StoryMap): StoryMap {
    const given = new Set<number>()
    return (record, position) => {
      const { recordNumber } = position
      if (given.has(recordNumber)) this.#faults.push(`record ${recordNumber} was mapped twice in one life`)
      given.add(recordNumber)
      return map(record, position)
    }
  }

  #abortOf({ abortAfterMs }: Life): AbortSignal {
    const abort = new AbortController()
    if (abortAfterMs !== undefined) void this.machine.clock.sleep(abortAfterMs).then(() => abort.abort())
    return abort.signal
  }

  /** An import that refuses to go on in a list in which a person has put lines is run again without them. */
  async #importUnlessRefused(life: Life): Promise<End> {
    const run = (): Promise<End> => this.#live(life, (process) => this.#import(life, process))
    const end = await run()
    this.#findLostEdits()
    if (end.kind === "finished") await this.#takeAway()
    if (
      end.kind !== "failed" ||
      this.#before === undefined ||
      !/ were added after |is not a list of rejects/.test(end.message)
    )
      return end
    await this.#write(this.#listPath(this.#edited), this.#before)
    this.#before = undefined
    this.#typed = []
    return run()
  }

  /** An import that had nothing left to list has left what a person put behind the list; perhaps a copy of a line, so that they take it away. */
  async #takeAway(): Promise<void> {
    if (this.#before === undefined || (await this.#textOf(this.#edited)) !== this.#after) return
    await this.#write(this.#listPath(this.#edited), this.#before)
    this.#before = undefined
    this.#typed = []
  }

  /**
   * A list that a spreadsheet saved in an encoding in which it cannot be read for certain is saved as it should be; one that was removed is put
   * back; and one that was saved while it was read is read once more.
   */
  async #retryUnlessRefused(first: RetryLife): Promise<End> {
    for (let life = first; ; life = { ...life, meanwhile: undefined }) {
      const saved = this.#saved
      const end = await this.#live(life, (process) => this.#retry(life, process))
      if (end.kind !== "failed") return end
      const wasSavedMeanwhile = this.#saved !== saved && CANNOT_READ_CSV.test(end.message)
      if (!wasSavedMeanwhile && !(await this.#hasHeeded(end.message))) return end
    }
  }

  /** Does what a message asks for; `false` where that is nothing that was not done before. */
  async #hasHeeded(message: string): Promise<boolean> {
    if (/ is gone: it alone says /.test(message)) return this.#putBack()
    if (this.#begun !== "csv" || !CANNOT_READ_CSV.test(message)) return false
    if (Buffer.compare(this.#saved, Buffer.from(this.#written)) === 0) return false
    await this.#save(this.#listPath("csv"), this.#written)
    return true
  }

  /** A person removes a list that was not corrected. */
  async #remove({ removes }: RetryLife): Promise<void> {
    if (this.#removed !== undefined && (await this.machine.disk.read(this.#removed.path)) !== undefined)
      this.#removed = undefined
    if (removes === undefined || this.#story.format === "ndjson" || this.#begun === removes) return
    const other = removes === "csv" ? "ndjson" : "csv"
    if ((await this.machine.disk.read(this.#listPath(other))) === undefined) return
    const path = this.#listPath(removes)
    // One that was removed before is still to be put back as it was.
    if ((await this.machine.disk.read(path)) === undefined) return
    this.#removed = { path, text: await this.#textOf(removes) }
    await this.machine.disk.remove(path)
  }

  /** A person puts back the list that they have removed, where nothing has written it anew. */
  async #putBack(): Promise<boolean> {
    if (this.#removed === undefined || (await this.machine.disk.read(this.#removed.path)) !== undefined)
      return false
    await this.#write(this.#removed.path, this.#removed.text)
    return true
  }

  /** A person edits a list of an import that is not finished; as long as there is one, the same one. */
  async #edit(edit: ListEdit | undefined): Promise<void> {
    const journal = await this.#journal()
    // What was put behind a list is to be moved away first.
    if (edit === undefined || journal === undefined || this.#before !== undefined) return
    const list = this.#story.format === "ndjson" ? "ndjson" : (this.#begun ?? edit.list)
    const path = this.#listPath(list)
    const bytes = await this.machine.disk.read(path)
    const keepBytes = journal.rejectsBytes[basename(path)] ?? 0
    if (bytes === undefined || keepBytes === 0) return
    const dice = new Dice(this.#story.seed ^ this.#ends.length)
    const wasKilled = journal.state === "running"
    const edited = editList(Buffer.from(bytes), keepBytes, { ...edit, list, wasKilled }, dice)
    if (edited === undefined) return
    this.#edited = list
    if (edit.kind === "append") this.#before = Buffer.from(bytes).toString("utf8")
    else this.#begun = list
    this.#typed = [...this.#typed, ...edited.typed]
    for (const [number, value] of edited.values) this.#values.set(number, value)
    if (edit.kind === "append") this.#after = edited.text
    await this.#write(path, edited.text)
  }

  /** What a person has typed into a list of an import that goes on is there still, in the list or in the dated one of an import that began anew. */
  #findLostEdits(): void {
    if (this.#typed.length === 0) return
    const lists = [...this.machine.disk.seen].filter(
      ([path]) => path.startsWith(`${this.#directory}/rejects.`) && path.endsWith(`.${this.#edited}`),
    )
    const lines = new Set(lists.flatMap(([, bytes]) => bytes.toString("utf8").split("\n")))
    for (const line of this.#typed)
      if (!lines.has(line)) this.#lost.push(`rejects.${this.#edited} has lost ${line}`)
  }

  /** From here on, the list is one that a person has changed, as if they had done so after the import. */
  async #leaveEdited(): Promise<void> {
    if (this.#begun === undefined) return
    this.#saved = (await this.machine.disk.read(this.#listPath(this.#begun))) ?? Buffer.alloc(0)
  }

  #listPath(list: "csv" | "ndjson"): string {
    return join(this.#directory, `rejects.${list}`)
  }

  /** A person corrects some rejects in one of the lists. */
  async #correct({ corrects, savedAs, share }: RetryLife): Promise<void> {
    if (corrects === "nothing") return
    // Who has begun to correct one list goes on with that one.
    const kind = this.#story.format === "ndjson" ? "ndjson" : (this.#begun ?? corrects)
    const path = this.#listPath(kind)
    if ((await this.machine.disk.read(path)) === undefined) return
    const text = await this.#textOf(kind)
    const dice = new Dice(this.#story.seed ^ this.#retryEnds.length)
    const numbers = new Set(numbersIn(text, kind).filter(() => dice.chance(share)))
    if (numbers.size === 0) return
    const correct = kind === "csv" ? correctRows : correctLines
    this.#written = correct(text, numbers, (number) => this.#recordOf(number))
    await this.#save(path, kind === "csv" ? encoded(this.#written, savedAs) : this.#written)
    for (const number of numbers) this.#corrected.add(number)
    this.#begun = kind
  }

  /** A person corrects some rejects while a retry runs. */
  async #correctMeanwhile(life: RetryLife): Promise<void> {
    const corrects = life.corrects === "nothing" ? "ndjson" : life.corrects
    await this.#correct({ ...life, corrects, savedAs: undefined })
  }

  /** A list that a retry has replaced was taken in; others still stand as the person left them. */
  async #forgetTaken(): Promise<void> {
    if (this.#begun === undefined) return
    const now = await this.machine.disk.read(join(this.#directory, `rejects.${this.#begun}`))
    if (now !== undefined && Buffer.compare(now, this.#saved) === 0) return
    this.#begun = undefined
    // Killed, it may have replaced one list of the two.
    if (this.#retryEnds.at(-1)?.kind !== "killed") await this.#findLostCorrections()
  }

  /** Whatever became of a record that a person corrected: no list says of it what it was before. */
  async #findLostCorrections(): Promise<void> {
    // What was corrected before an import began anew is in a dated list.
    const dated = [...this.machine.disk.seen].filter(([path]) => /\/rejects\.\d{4}-[^/]*\.ndjson$/.test(path))
    const kept = new Set(dated.flatMap(([, bytes]) => numbersIn(bytes.toString("utf8"), "ndjson")))
    for (const kind of ["csv", "ndjson"] as const) {
      const bytes = await this.machine.disk.read(join(this.#directory, `rejects.${kind}`))
      if (bytes === undefined) continue
      const values = valuesIn(Buffer.from(bytes).toString("utf8"), kind)
      for (const number of [...this.#corrected, ...this.#values.keys()]) {
        const value = values.get(number)
        const isKept = kept.has(number) || (value?.startsWith("corrected ") ?? true)
        if (!isKept && (this.#corrected.has(number) || value !== this.#values.get(number)))
          this.#lost.push(`rejects.${kind} has record ${number} as it was before it was corrected`)
      }
    }
  }

  #recordOf(number: number): Story["records"][number] {
    const record = this.#story.records[number - 1]
    if (record === undefined) throw new Error(`There is no record ${number}.`)
    return record
  }

  /** Saves the list that a person has changed. */
  async #save(path: string, text: string | Buffer): Promise<void> {
    this.#saved = Buffer.from(text)
    await this.#write(path, text)
  }

  async #write(path: string, text: string | Buffer): Promise<void> {
    const { disk } = this.machine
    const file = await disk.create(`${path}.editing`)
    await file.write(text)
    await file.close()
    await disk.rename(`${path}.editing`, path)
    // Later than whatever a program wrote before.
    await this.machine.clock.sleep(10)
  }

  async #isFinished(): Promise<boolean> {
    return (await this.#journal())?.state === "finished"
  }

  async #journal(): Promise<JournalEntry | undefined> {
    const load = await new FileJournalStore(this.#directory, this.machine.disk).load()
    return load.kind === "entry" ? load.entry : undefined
  }

  /** What a list says, in whatever encoding. */
  async #textOf(kind: "csv" | "ndjson"): Promise<string> {
    const bytes = (await this.machine.disk.read(this.#listPath(kind))) ?? Buffer.alloc(0)
    const isAsSaved = this.#begun === kind && this.#written !== "" && Buffer.compare(bytes, this.#saved) === 0
    return isAsSaved ? this.#written : Buffer.from(bytes).toString("utf8")
  }

  async #lived(): Promise<Lived> {
    const { disk } = this.machine
    if (this.#isInVain) await this.#putBack()
    const ndjson = await this.#textOf("ndjson")
    return {
      story: this.#story,
      sandbox: this.#sandbox,
      ends: this.#ends,
      retryEnds: this.#retryEnds,
      corrected: this.#corrected,
      edited: this.#values,
      lost: this.#lost,
      faults: this.#faults,
      journal: await this.#journal(),
      listed: { csv: numbersIn(await this.#textOf("csv"), "csv"), ndjson: numbersIn(ndjson, "ndjson") },
      codes: codesIn(ndjson),
      unknown: new Set([...this.#doubted, ...unknownIn(ndjson)]),
      disk: disk.seen,
    }
  }
}

function isRetryInVain(summary: unknown): boolean {
  const { retried } = summary as Partial<RetrySummary>
  return retried?.nothingImported?.code === "all-skipped"
}
