import { shortList } from "../../messages/short-list.ts"
import { basename } from "node:path"
import { SourceError, UsageError } from "../../errors.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { digestIn } from "../../sources/record-digest.ts"
import { ownCells } from "../own-columns.ts"
import { rejectLines } from "../reading/reject-lines.ts"
import { checkedLine } from "./checked-line.ts"
import { lineOfGroup, lineOfGroupRow } from "./line-of-group.ts"
import { lineOfRow } from "./line-of-row.ts"
import { LineStore } from "./line-store.ts"
import { ListWriter } from "./list-writer.ts"
import { rejectText } from "./reject-text.ts"
import { openRejectsCsv } from "./rejects-csv-list.ts"
import { refuseDamaged } from "./refuse-damaged.ts"
import type { OwnList } from "./refuse-damaged.ts"
import type { ChosenList } from "./rejects-lists.ts"

/** What to gather. */
export interface GatherOptions {
  /** The lists that count: what a person has changed, they have changed there; of two, both must say the same. */
  readonly lists: readonly ChosenList[]
  /** Lists that a person has changed as well, and that do not count. @defaultValue none */
  readonly passedOver?: readonly ChosenList[] | undefined
  /** The `rejects.ndjson` that knows all else of the same rejects, and those that the list does not name. */
  readonly knownPath: string
  /** The original columns that `rejects.csv` had when it was written. @defaultValue all that the known records have */
  readonly csvColumns?: readonly string[] | undefined
  /** Whether records are groups of rows, each of which has a row of its own in CSV. @defaultValue false */
  readonly isGrouped?: boolean | undefined
  /** Where the gathered list is written. */
  readonly toPath: string
  readonly sourceName: string
  /** The import, and the list of its own. */
  readonly own: OwnList
}

/** All rejects of an import, each as the list that counts has it. */
export interface GatheredList {
  /** How many times the list that counts names each record; 0 stands for what does not say which record it is. */
  readonly named: ReadonlyMap<number, number>
  /**
   * Those that it names, and of which nothing is known: they are not rejects of the import, or no longer. What is known of the same number
   * with another digest is known of another record.
   */
  readonly strangers: readonly number[]
  /** How many records there are in all, named or known; what does not say which record it is does not count. */
  readonly recordCount: number
  /** Whether anything is known of the rejects of the import. */
  readonly isKnown: boolean
  /** Of the lists that do not count, those that do not say the same. */
  readonly unlike: readonly ChosenList[]
}

/**
 * Writes all rejects of an import into one list, in the order of their records: those that the list that counts names as they stand there, the
 * others as they are known. From then on there is one list, whatever two there were before.
 *
 * @throws {@link SourceError} or {@link UsageError} if the list cannot be read, or was damaged.
 */
export async function gatherList(options: GatherOptions, files: FileSystem): Promise<GatheredList> {
  const { lists, passedOver = [] } = options
  const [list, other] = lists
  if (list === undefined) throw new UsageError("There is no list of rejects to gather.")
  const { knownPath, own } = options
  const ofLines = lists.flatMap(({ format, path }) => (format === "ndjson" ? [path] : []))
  // What a retry gathered itself needs no check: people change only the lists.
  const known = knownPath === own.ndjsonPath ? [knownPath] : []
  for (const path of new Set([...known, ...ofLines])) await refuseDamaged(path, own, files)
  const gathered = await gatherOne(list, options, files)
  if (other !== undefined && !(await saysTheSame(other, options, files)))
    throw new UsageError(
      `Cannot tell which list of rejects counts, as both were changed, and do not say the same: ${list.path} and ${other.path}. Name one of them with from: "LIST", and see that it holds all that you have changed.`,
    )
  const unlike: ChosenList[] = []
  for (const one of passedOver) {
    const isSame = await saysTheSame(one, options, files).catch((error: unknown) => {
      if (error instanceof UsageError || error instanceof SourceError) return false
      throw error
    })
    if (!isSame) unlike.push(one)
  }
  return { ...gathered, unlike }
}

/** Whether another list comes to what is gathered already. */
async function saysTheSame(other: ChosenList, options: GatherOptions, files: FileSystem): Promise<boolean> {
  const { toPath } = options
  const otherPath = `${toPath}.other`
  await gatherOne(other, { ...options, toPath: otherPath }, files)
  const isSame = await haveSameRecords(toPath, otherPath, files)
  await files.remove(otherPath)
  return isSame
}

/** Whether two gathered lists have the same records, whatever else they say of them. */
async function haveSameRecords(onePath: string, otherPath: string, files: FileSystem): Promise<boolean> {
  const other = recordTexts(otherPath, files)
  try {
    for await (const text of recordTexts(onePath, files)) {
      const next = await other.next()
      if (next.done === true || next.value !== text) return false
    }
    return (await other.next()).done === true
  } finally {
    await other.return(undefined)
  }
}

async function* recordTexts(path: string, files: FileSystem): AsyncGenerator<string, undefined> {
  for await (const lines of rejectLines(path, files))
    for (const { bytes, reject } of lines) {
      if (reject === undefined) yield bytes.toString("utf8")
      else yield rejectText(reject)
    }
}

async function gatherOne(
  list: ChosenList,
  { csvColumns, isGrouped, knownPath, sourceName, toPath }: GatherOptions,
  files: FileSystem,
): Promise<Omit<GatheredList, "unlike">> {
  const unsortedPath = `${toPath}.unsorted`
  const known = await LineStore.open(knownPath, files)
  try {
    const beside = { known, knownPath, csvColumns, isGrouped, sourceName }
    const { columns, named, strangers } = await writeLines(list, unsortedPath, beside, files)
    /** The rows of a group stand in lines of their own, which become one. */
    const together = async (number: number, lines: readonly Buffer[]): Promise<readonly Buffer[]> => {
      if (columns === undefined || number === 0 || !named.has(number)) return lines
      const [base] = await known.linesOf(number)
      return [Buffer.from(lineOfGroup(lines, base, columns))]
    }
    const recordCount = await sortLines(unsortedPath, toPath, together, files)
    return { named, strangers, recordCount, isKnown: [...known.recordNumbers].length > 0 }
  } finally {
    await known.close()
    await files.remove(unsortedPath)
  }
}

/** Writes what a list says, and what is known beside that; gives how many lines of the list name each record, and which are of no reject. */
async function writeLines(
  list: ChosenList,
  toPath: string,
  beside: Known,
  files: FileSystem,
): Promise<Pick<GatheredList, "named" | "strangers"> & Pick<WrittenRows, "columns">> {
  const { known, knownPath } = beside
  const named = new Map<number, number>()
  const strangers = new Set<number>()
  const own = new Set<number>()
  const written: WrittenRows = { columns: undefined }
  const linesOf = list.format === "csv" ? linesOfRows : linesOfList
  await writeList(toPath, files, async (write) => {
    for await (const { digest, line, recordNumber } of linesOf(list.path, beside, files, written)) {
      const isRowOfGroup = written.columns !== undefined && recordNumber > 0
      named.set(recordNumber, isRowOfGroup ? 1 : (named.get(recordNumber) ?? 0) + 1)
      if (list.path !== knownPath && (await isStranger({ digest, recordNumber }, known)))
        strangers.add(recordNumber)
      else if (isRowOfGroup) own.add(recordNumber)
      await write(line)
    }
    for (const recordNumber of known.recordNumbers)
      if (!named.has(recordNumber)) for (const line of await known.linesOf(recordNumber)) await write(line)
  })
  // A row that was moved from another group has the digest of that one.
  for (const recordNumber of own) strangers.delete(recordNumber)
  return { named, strangers: [...strangers], columns: written.columns }
}

/** Whether a list means a record by its number of which nothing is known. A digest that is missing may be any. */
async function isStranger(
  { digest, recordNumber }: Pick<NamedLine, "digest" | "recordNumber">,
  known: LineStore,
): Promise<boolean> {
  if (recordNumber === 0) return false
  const lines = await known.linesOf(recordNumber)
  if (digest === undefined || lines.length === 0) return lines.length === 0
  const digests = lines.map((line) => checkedLine(line.toString("utf8"))?.digest)
  return digests.every((one) => one !== undefined && one !== digest)
}

/** Writes a list line by line; it is on disk when it resolves. */
async function writeList(
  path: string,
  files: FileSystem,
  fill: (write: (line: Buffer) => Promise<void>) => Promise<void>,
): Promise<void> {
  const writer = await ListWriter.create(path, files)
  try {
    await fill(async (line) => {
      await writer.write(line)
      await writer.endLine()
    })
  } catch (error) {
    await writer.close().catch(() => undefined)
    throw error
  }
  await writer.close()
}

interface NamedLine {
  readonly recordNumber: number
  /** Of the record as it was first read, where the list says it. */
  readonly digest: string | undefined
  readonly line: Buffer
}

interface Known extends Pick<GatherOptions, "csvColumns" | "isGrouped" | "knownPath" | "sourceName"> {
  readonly known: LineStore
}

/** What is known of a list in CSV once its rows were written. */
interface WrittenRows {
  /** The names that the known records have, where each row is one of a group; undefined elsewhere. */
  columns: ReadonlySet<string> | undefined
}

async function* linesOfList(
  path: string,
  _known: Known,
  files: FileSystem,
): AsyncGenerator<NamedLine, undefined> {
  for await (const lines of rejectLines(path, files))
    for (const { bytes, reject } of lines)
      yield {
        recordNumber: reject?.origin?.recordNumber ?? 0,
        digest: reject?.digest,
        line: bytes,
      }
}

async function* linesOfRows(
  path: string,
  { csvColumns, isGrouped = false, known, knownPath, sourceName }: Known,
  files: FileSystem,
  written: WrittenRows,
): AsyncGenerator<NamedLine, undefined> {
  const counts = new Map<number, number>()
  const rows = await openRejectsCsv(path, knownPath, files)
  if (isGrouped) written.columns = rows.knownColumns
  try {
    for await (const some of rows.read()) {
      // Their values would be lost without a word.
      const missing = rows.missingColumns.filter((name) => csvColumns?.includes(name) !== false)
      if (missing.length > 0) throw missingColumns(path, knownPath, missing)
      for (const row of some) {
        const { recordNumber } = row
        const count = counts.get(recordNumber) ?? 0
        counts.set(recordNumber, count + 1)
        // Of more rows than lines, the last line is what is known.
        const lines = await known.linesOf(recordNumber)
        const base = lines[Math.min(count, lines.length - 1)]
        const own = rows.layout?.ownColumns
        const digest = digestIn(ownCells(row.cells ?? [], own).import_digest)
        const isRowOfGroup = isGrouped && recordNumber > 0
        const line = Buffer.from(
          isRowOfGroup
            ? lineOfGroupRow(row, own, sourceName)
            : lineOfRow(row, base, sourceName, rows.knownColumns),
        )
        yield { recordNumber, digest, line }
      }
    }
  } finally {
    await rows.close()
  }
}

function missingColumns(path: string, knownPath: string, names: readonly string[]): UsageError {
  const columns = shortList(names.map((name) => JSON.stringify(name)))
  const what = names.length === 1 ? `column ${columns}` : `columns ${columns}`
  return new UsageError(
    `Cannot retry the rejects in ${path} as it lacks the ${what}, which ${knownPath} has. Put ${names.length === 1 ? "it" : "them"} back under ${names.length === 1 ? "that name" : "these names"}, or correct ${basename(knownPath)} instead.`,
  )
}

/** In the order of the records, so that those of one user are run in the order in which they stood in the source; what names none comes last. Gives how many records there are. */
async function sortLines(
  fromPath: string,
  toPath: string,
  together: (recordNumber: number, lines: readonly Buffer[]) => Promise<readonly Buffer[]>,
  files: FileSystem,
): Promise<number> {
  const lines = await LineStore.open(fromPath, files)
  try {
    const numbers = [...lines.recordNumbers].toSorted((one, other) => (one || Infinity) - (other || Infinity))
    await writeList(toPath, files, async (write) => {
      for (const number of numbers)
        for (const line of await together(number, await lines.linesOf(number))) await write(line)
    })
    return numbers.filter((number) => number > 0).length
  } finally {
    await lines.close()
  }
}
