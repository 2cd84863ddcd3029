import { rejectLines } from "../sources/reject-lines.ts"
import type { RejectHead } from "../sources/scanned-reject.ts"
import { copyRows } from "./copy-rows.ts"
import { ListWriter } from "./list-writer.ts"
import type { RejectHeads } from "./reject-heads.ts"
import type { ChosenList } from "./rejects-lists.ts"

/** Which rejects to run again. */
export interface RejectChoice {
  /** Those of these stages; undefined: of any. */
  readonly stages?: readonly string[] | undefined
  /** Those with these codes; undefined: with any. */
  readonly codes?: readonly string[] | undefined
}

/**
 * Copies the rejects that are chosen into a list of their own; gives how many they are. What does not say which record it is of
 * is chosen always, so that somebody hears of it.
 *
 * @throws {@link SourceError} or {@link UsageError} if the list cannot be read.
 */
export async function chooseRejects(
  { format, path }: ChosenList,
  toPath: string,
  choice: RejectChoice,
  heads: RejectHeads,
): Promise<number> {
  const writer = await ListWriter.create(toPath)
  try {
    return format === "csv"
      ? await chooseRows(path, writer, (number) => isOneOf(choice, heads.get(number)))
      : await chooseLines(path, writer, (reject) => isOneOf(choice, reject))
  } finally {
    await writer.close()
  }
}

async function chooseRows(
  path: string,
  writer: ListWriter,
  isWanted: (recordNumber: number) => boolean,
): Promise<number> {
  let count = 0
  const noteWanted = (recordNumber: number): boolean => {
    const isChosen = recordNumber === 0 || isWanted(recordNumber)
    if (isChosen) count += 1
    return isChosen
  }
  await copyRows(path, writer, { isWanted: noteWanted, withHeader: true })
  return count
}

async function chooseLines(
  path: string,
  writer: ListWriter,
  isWanted: (reject: RejectHead) => boolean,
): Promise<number> {
  let count = 0
  for await (const lines of rejectLines(path)) {
    const chosen = lines.filter(({ reject }) => reject?.origin === undefined || isWanted(reject))
    count += chosen.length
    for (const { bytes } of chosen) {
      await writer.write(bytes)
      await writer.endLine()
    }
  }
  return count
}

function isOneOf({ codes, stages }: RejectChoice, head: RejectHead | undefined): boolean {
  if (codes === undefined && stages === undefined) return true
  if (head === undefined) return false
  return (codes?.includes(head.code) ?? true) && (stages?.includes(head.stage) ?? true)
}
