import type { FileSystem } from "../platform/file-system.ts"
import { rejectLines } from "../sources/reject-lines.ts"
import type { RejectHead } from "../sources/scanned-reject.ts"
import { copyRows } from "./copy-rows.ts"
import { ListWriter } from "./list-writer.ts"
import type { RejectHeads } from "./reject-heads.ts"
import { openRejectsCsv } from "./rejects-csv-list.ts"
import type { ChosenList } from "./rejects-lists.ts"

/** Which rejects to run again. */
export interface RejectChoice {
  /** Those of these stages; undefined: of any. */
  readonly stages?: readonly string[] | undefined
  /** Those with these codes; undefined: with any. */
  readonly codes?: readonly string[] | undefined
  /** Leave out what may have been applied, as running it again could double it, unless its code is among `codes`. */
  readonly leavesUnknown: boolean
}

/** How many rejects are run again, and how many were left out since they may have been applied, by their codes. */
export interface ChosenRejects {
  readonly count: number
  readonly leftOut: ReadonlyMap<string, number>
  /** How many of those that are run again are no rejects of the import, as far as its own list says. */
  readonly strangers: number
}

/**
 * Copies the rejects that are chosen into a list of their own. What does not say which record it is of is chosen always, so that
 * somebody hears of it. `heads` and `ndjsonPath` are those of the import's own `rejects.ndjson`.
 *
 * @throws {@link SourceError} or {@link UsageError} if the list cannot be read.
 */
export async function chooseRejects(
  { format, path }: ChosenList,
  toPath: string,
  choice: RejectChoice,
  { heads, ndjsonPath }: { readonly heads: RejectHeads; readonly ndjsonPath: string },
  files: FileSystem,
): Promise<ChosenRejects> {
  const tally = new ChoiceTally(choice)
  const writer = await ListWriter.create(toPath, files)
  try {
    if (format === "csv") {
      const isWanted = (number: number): boolean => tally.choose(number, heads, heads.get(number))
      await copyRows(await openRejectsCsv(path, ndjsonPath, files), writer, { isWanted })
    } else await copyLines(path, writer, { heads, tally }, files)
    return tally
  } finally {
    await writer.close()
  }
}

async function copyLines(
  path: string,
  writer: ListWriter,
  { heads, tally }: { readonly heads: RejectHeads; readonly tally: ChoiceTally },
  files: FileSystem,
): Promise<void> {
  for await (const lines of rejectLines(path, files)) {
    for (const { bytes, reject } of lines) {
      if (!tally.choose(reject?.origin?.recordNumber ?? 0, heads, reject)) continue
      await writer.write(bytes)
      await writer.endLine()
    }
  }
}

/** Chooses, and counts. */
class ChoiceTally implements ChosenRejects {
  readonly #choice: RejectChoice
  count = 0
  strangers = 0
  readonly leftOut = new Map<string, number>()

  constructor(choice: RejectChoice) {
    this.#choice = choice
  }

  /** @param recordNumber 0: the list does not say which record it is */
  choose(recordNumber: number, heads: RejectHeads, head: RejectHead | undefined): boolean {
    const saysItsRecord = recordNumber > 0
    if (saysItsRecord && !this.#isChosen(head)) return false
    this.count += 1
    if (saysItsRecord && !heads.has(recordNumber)) this.strangers += 1
    return true
  }

  #isChosen(head: RejectHead | undefined): boolean {
    const { codes, leavesUnknown, stages } = this.#choice
    if (head === undefined) return codes === undefined && stages === undefined
    const isNamed = codes?.includes(head.code)
    if (isNamed === false || stages?.includes(head.stage) === false) return false
    if (isNamed === true || !leavesUnknown || head.state !== "unknown") return true
    this.leftOut.set(head.code, (this.leftOut.get(head.code) ?? 0) + 1)
    return false
  }
}
