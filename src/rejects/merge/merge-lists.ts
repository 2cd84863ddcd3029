import { parseExactJson } from "../../json/exact-json.ts"
import type { EndpointName } from "../../kinds/all-kinds.ts"
import type { Kinds } from "../../kinds/kinds.ts"
import { perEndpoint } from "../../kinds/per-endpoint.ts"
import type { PerEndpoint } from "../../kinds/per-endpoint.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { rejectItem } from "../reject-line.ts"
import { rejectsCsvHeader, rejectsCsvLine } from "../rejects-csv.ts"
import type { CsvLayout } from "../../sources/formats/csv/csv-layout.ts"
import { rejectLines } from "../reading/reject-lines.ts"
import type { FoundRejectLine } from "../reading/reject-lines.ts"
import { scannedReject } from "../reading/scanned-reject.ts"
import { LineProblem } from "../../sources/formats/text/line-problem.ts"
import { checkedLine } from "../lists/checked-line.ts"
import { LineStore } from "../lists/line-store.ts"
import { ListWriter } from "../lists/list-writer.ts"
import { RejectTally } from "./reject-tally.ts"
import type { RetriedOrigins } from "./retried-origins.ts"
import type { JsonObject } from "../../json/json-object.ts"
import { lineActions } from "../lists/line-actions.ts"
import { lineInDoubt } from "../lists/line-in-doubt.ts"
import { isJsonObject, parseJson } from "../../json/json-object.ts"
import { stillInDoubt } from "./still-in-doubt.ts"
import { lineBytes } from "../lists/line-bytes.ts"
import { lineCorrectedSince } from "./line-corrected-since.ts"
import { lineLeftOpen } from "./line-left-open.ts"
import { rejectText } from "../lists/reject-text.ts"
import { sendsMoreThanUpdates, sentNoteIn } from "./sent-note.ts"
import type { SentNote } from "./sent-note.ts"
import { say } from "../../messages/say.ts"

/** What the lists of an import are put together from after a retry. */
export interface MergeParts extends RetriedOrigins {
  /** The kinds of actions that there are. */
  readonly kinds: Kinds
  /** All rejects as they were when the retry began, or as a person has changed them since. */
  readonly gatheredPath: string
  /** What failed again; undefined: nothing. */
  readonly retriedPath: string | undefined
  /** Whether a person has changed a list since the retry began: the records are what that makes of them. */
  readonly isChanged: boolean
  readonly ndjsonPath: string
  /** Where an import has a `rejects.csv` too, and what that looks like. */
  readonly csv: { readonly path: string; readonly layout: CsvLayout } | undefined
  /** The rejects that were run, as they were then. */
  readonly chosenPath: string
  /** What the retry noted of each of them before it was sent. */
  readonly sentPath: string
  /** Whether anything may have been applied that is not counted, under ids that are derived. */
  readonly mayHaveApplied: boolean
  /** Whether events and purchases were sent without ids. */
  readonly isWithoutIds: boolean
}

/** A list that was written. */
export interface WrittenList {
  readonly path: string
  /** Where it stands until it takes the place of the old one; undefined: no rejects are left. */
  readonly draftPath: string | undefined
  readonly sizeBytes: number
  readonly digest: string
}

/** The lists of an import after a retry. */
export interface MergedLists {
  readonly written: readonly WrittenList[]
  readonly before: RejectTally
  readonly after: RejectTally
  /** How many failed actions of each endpoint left the list, and how many are said to be unknown that were already there. */
  readonly goneActions: Readonly<Record<"rejected" | "unknown", Partial<PerEndpoint<number>>>>
  readonly doubtfulActions: Partial<PerEndpoint<number>>
  /** How many records the retry has skipped that are kept all the same. */
  readonly keptSkipped: number
}

/** Writes both lists, of the same rejects, into drafts beside them. */
export async function mergeLists(parts: MergeParts, files: FileSystem): Promise<MergedLists> {
  const [before, after] = [new RejectTally(), new RejectTally()]
  const { kinds } = parts
  const noActions = (): Record<EndpointName, number> => perEndpoint(kinds, () => 0)
  const countFailed = ({ bytes }: FoundRejectLine, counts: Record<EndpointName, number>): void => {
    for (const { kind } of lineActions(bytes, kinds)) counts[kind.endpoint.name as EndpointName] += 1
  }
  const goneActions = { rejected: noActions(), unknown: noActions() }
  const doubtfulActions = noActions()
  const drafts = await Drafts.create(parts, files)
  const stores = await openedAfter(drafts, () => RetriedRecords.open(parts, files))
  let keptSkipped = 0
  const keep = async ({ bytes, reject }: Pick<FoundRejectLine, "bytes" | "reject">): Promise<void> => {
    if (reject !== undefined) after.note(reject)
    await drafts.write(bytes)
  }
  const leftOpen = async (line: FoundRejectLine, number: number): Promise<FoundRejectLine> =>
    lineLeftOpen(line, {
      accepted: parts.accepted.get(number),
      notes: await stores.notesOf(number),
      mayHaveApplied: parts.mayHaveApplied,
    })
  const replaced = new Set<number>()
  const replace = async (number: number, line: FoundRejectLine): Promise<void> => {
    if (replaced.has(number)) return
    replaced.add(number)
    const again = await stores.failedLinesOf(number)
    for (const failed of again) {
      // What is known now, of what a person has made of it meanwhile.
      const bytes = withDoubtOf(line.bytes, parts.isChanged ? withRecordOf(line.bytes, failed) : failed)
      await keep({ bytes, reject: rejectIn(bytes) })
    }
    if (again.length > 0 || !parts.isChanged || (await stores.hasRun(number, line))) return
    const notes = await stores.notesOf(number)
    const [note, ...others] = notes
    // What went out without an id is not sent once more, to whomever; nor can it be told of several with one number which was corrected.
    if (others.length > 0 || (parts.isWithoutIds && note !== undefined && sendsMoreThanUpdates(note, kinds)))
      return
    if (note === undefined) keptSkipped += 1
    const bytes = lineCorrectedSince(line.bytes, note)
    await keep({ bytes, reject: rejectIn(bytes) })
  }
  const merge = async (line: FoundRejectLine): Promise<void> => {
    const { reject } = line
    if (reject !== undefined) before.note(reject)
    const number = reject?.origin?.recordNumber ?? 0
    const doubt = parts.inDoubt.get(number)
    const isDone = parts.done.has(number)
    if (doubt !== undefined || isDone)
      countFailed(line, goneActions[reject?.state === "unknown" ? "unknown" : "rejected"])
    if (doubt !== undefined) {
      countFailed(line, doubtfulActions)
      await keep(await leftOpen(lineInDoubt(line, doubt), number))
    } else if (isDone) await replace(number, line)
    else await keep(await leftOpen(line, number))
  }
  try {
    for await (const lines of rejectLines(parts.gatheredPath, files))
      for (const line of lines) await merge(line)
  } finally {
    await stores.close().catch(() => undefined)
    await drafts.close()
  }
  return { written: await drafts.finish(), before, after, goneActions, doubtfulActions, keptSkipped }
}

function rejectIn(bytes: Buffer): FoundRejectLine["reject"] {
  const reject = scannedReject(bytes.toString("utf8"))
  return reject instanceof LineProblem ? undefined : reject
}

/** The second line, about the record of the first. */
function withRecordOf(line: Buffer, failed: Buffer): Buffer {
  const { fields, raw, record, rows } = parseExactJson(line.toString("utf8")) as JsonObject
  const json = parseExactJson(failed.toString("utf8")) as JsonObject
  return lineBytes({ ...json, record, raw, fields, rows })
}

/** The second line, with what of the first is still in doubt. */
function withDoubtOf(line: Buffer, failed: Buffer): Buffer {
  // A line that a person has changed may be no JSON.
  const before =
    parseJson(line.toString("utf8")) === undefined ? undefined : parseExactJson(line.toString("utf8"))
  if (!isJsonObject(before) || before["sent"] === undefined) return failed
  const json = parseExactJson(failed.toString("utf8")) as JsonObject
  const sent = stillInDoubt(before, json)
  return sent.length === 0 ? failed : lineBytes({ ...json, sent })
}

/** Opens the next thing; what was opened before is closed if that fails. */
async function openedAfter<Opened>(
  before: { close(): Promise<void> },
  open: () => Promise<Opened>,
): Promise<Opened> {
  try {
    return await open()
  } catch (error) {
    await before.close().catch(() => undefined)
    throw error
  }
}

/** What a retry knew of the records that it ran, and what became of them. */
class RetriedRecords {
  readonly #chosen: LineStore
  readonly #failed: LineStore
  readonly #notes: LineStore

  private constructor(stores: readonly [chosen: LineStore, failed: LineStore, notes: LineStore]) {
    ;[this.#chosen, this.#failed, this.#notes] = stores
  }

  static async open(
    { chosenPath, retriedPath, sentPath }: MergeParts,
    files: FileSystem,
  ): Promise<RetriedRecords> {
    const chosen = await LineStore.open(chosenPath, files)
    const failed = await openedAfter(chosen, () => LineStore.open(retriedPath, files))
    const both = {
      close: async () => {
        await Promise.all([chosen.close(), failed.close()])
      },
    }
    const notes = await openedAfter(both, () => LineStore.open(sentPath, files))
    return new RetriedRecords([chosen, failed, notes])
  }

  async failedLinesOf(number: number): Promise<readonly Buffer[]> {
    return this.#failed.linesOf(number)
  }

  async notesOf(number: number): Promise<readonly SentNote[]> {
    return (await this.#notes.linesOf(number)).flatMap((line) => sentNoteIn(line) ?? [])
  }

  /** Whether a record was run as it is now. */
  async hasRun(number: number, { reject }: FoundRejectLine): Promise<boolean> {
    const text = reject && rejectText(reject)
    const lines = await this.#chosen.linesOf(number)
    return lines.map(rejectIn).some((one) => one !== undefined && rejectText(one) === text)
  }

  async close(): Promise<void> {
    await Promise.all([this.#chosen.close(), this.#failed.close(), this.#notes.close()])
  }
}

/** Both lists while they are written. */
class Drafts {
  readonly #parts: MergeParts
  readonly #files: FileSystem
  readonly #ndjson: ListWriter
  readonly #csv: ListWriter | undefined
  #lines = 0

  private constructor(
    parts: MergeParts,
    files: FileSystem,
    writers: readonly [ListWriter, ListWriter | undefined],
  ) {
    this.#parts = parts
    this.#files = files
    ;[this.#ndjson, this.#csv] = writers
  }

  static async create(parts: MergeParts, files: FileSystem): Promise<Drafts> {
    const { csv, ndjsonPath } = parts
    const ndjson = await ListWriter.create(draftOf(ndjsonPath), files)
    if (csv === undefined) return new Drafts(parts, files, [ndjson, undefined])
    const writer = await openedAfter(ndjson, () => ListWriter.create(draftOf(csv.path), files))
    const drafts = new Drafts(parts, files, [ndjson, writer])
    return openedAfter(drafts, async () => {
      await writer.write(Buffer.from(rejectsCsvHeader(csv.layout)))
      return drafts
    })
  }

  async write(line: Buffer): Promise<void> {
    this.#lines += 1
    await this.#ndjson.write(line)
    await this.#ndjson.endLine()
    const { csv } = this.#parts
    if (csv !== undefined) await this.#csv?.write(Buffer.from(rowOf(line, csv.layout)))
  }

  async close(): Promise<void> {
    try {
      await this.#ndjson.close()
    } finally {
      await this.#csv?.close()
    }
  }

  /** Removes what is empty, and says what is there. */
  async finish(): Promise<readonly WrittenList[]> {
    const { csv, ndjsonPath } = this.#parts
    const written = [{ path: ndjsonPath, writer: this.#ndjson }]
    if (csv !== undefined && this.#csv !== undefined) written.push({ path: csv.path, writer: this.#csv })
    const isEmpty = this.#lines === 0
    if (isEmpty) for (const { path } of written) await this.#files.remove(draftOf(path))
    return written.map(({ path, writer: { digest, sizeBytes } }) => ({
      path,
      draftPath: isEmpty ? undefined : draftOf(path),
      sizeBytes: isEmpty ? 0 : sizeBytes,
      digest,
    }))
  }
}

/** On the same file system, whatever path a list was given. */
const draftOf = (path: string): string => `${path}.retry`

/** What a line of `rejects.ndjson` says, as a row of `rejects.csv`; what is not a reject is kept as the text that it is. */
function rowOf(bytes: Buffer, layout: CsvLayout): string {
  const text = bytes.toString("utf8")
  const line = checkedLine(text)
  if (line !== undefined) return rejectsCsvLine({ item: rejectItem(line) }, line, layout)
  const problem = { code: "not-json", ...say`The line is not a reject.` }
  const position = { recordNumber: 0 }
  const advice = "see rejects.ndjson"
  return rejectsCsvLine({ item: { position, problem, raw: text } }, { ...problem, advice, position }, layout)
}
