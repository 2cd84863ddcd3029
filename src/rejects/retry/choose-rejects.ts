import type { FileSystem } from "../../platform/files/file-system.ts"
import { rejectLines } from "../reading/reject-lines.ts"
import type { RejectHead } from "../reading/scanned-reject.ts"
import { ListWriter } from "../lists/list-writer.ts"

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
  /** How many were left out since the list does not hold their records, and why it does not hold the first of them. */
  readonly unsayable: { readonly count: number; readonly why: string }
  /** How many rejects there are of each kind, for whoever chose none. */
  readonly kinds: ReadonlyMap<string, number>
}

/**
 * Copies the rejects that are chosen out of a gathered list into a list of their own. What does not say which record it is of is chosen
 * always, so that somebody hears of it.
 *
 * @param isNamed whether the list that a person may have changed names a record
 */
export async function chooseRejects(
  gatheredPath: string,
  toPath: string,
  { choice, isNamed }: { readonly choice: RejectChoice; readonly isNamed: (recordNumber: number) => boolean },
  files: FileSystem,
): Promise<ChosenRejects> {
  const tally = new ChoiceTally(choice)
  const writer = await ListWriter.create(toPath, files)
  try {
    for await (const lines of rejectLines(gatheredPath, files)) {
      for (const { bytes, reject } of lines) {
        const recordNumber = reject?.origin?.recordNumber ?? 0
        if (!isNamed(recordNumber) || !tally.choose(recordNumber, reject)) continue
        await writer.write(bytes)
        await writer.endLine()
      }
    }
    return tally
  } finally {
    await writer.close()
  }
}

/** Chooses, and counts. */
class ChoiceTally implements ChosenRejects {
  readonly #choice: RejectChoice
  count = 0
  readonly kinds = new Map<string, number>()
  readonly leftOut = new Map<string, number>()
  unsayable = { count: 0, why: "" }

  constructor(choice: RejectChoice) {
    this.#choice = choice
  }

  /** @param recordNumber 0: the list does not say which record it is */
  choose(recordNumber: number, head: RejectHead | undefined): boolean {
    if (head !== undefined) {
      const kind = `${head.stage} ${head.code}`
      this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1)
    }
    if (recordNumber > 0 && !this.#isChosen(head)) return false
    this.count += 1
    return true
  }

  #isChosen(head: RejectHead | undefined): boolean {
    const { codes, leavesUnknown, stages } = this.#choice
    if (head === undefined) return codes === undefined && stages === undefined
    if (codes?.includes(head.code) === false || stages?.includes(head.stage) === false) return false
    if (head.unsayable !== undefined) {
      const { count, why } = this.unsayable
      this.unsayable = { count: count + 1, why: count === 0 ? head.unsayable : why }
      return false
    }
    const doubtful = head.unknownCodes.find((code) => codes?.includes(code) !== true)
    if (!leavesUnknown || doubtful === undefined) return true
    this.leftOut.set(doubtful, (this.leftOut.get(doubtful) ?? 0) + 1)
    return false
  }
}
