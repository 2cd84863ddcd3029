import { shortList } from "../../messages/short-list.ts"
import { UsageError } from "../../errors.ts"
import { seeFile } from "../../platform/files/seen-file.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import { csvLayoutOf } from "../../rejects/lists/csv-layout-of.ts"
import { groupedBy } from "../../rejects/lists/grouped-by.ts"
import { gatherList } from "../../rejects/lists/gather-list.ts"
import type { GatheredList } from "../../rejects/lists/gather-list.ts"
import { isThere } from "../../rejects/lists/is-there.ts"
import { keepAside } from "../../rejects/lists/keep-aside.ts"
import { chooseLists, namedList, passedOver } from "../../rejects/lists/rejects-lists.ts"
import type { ChosenList, RejectsLists } from "../../rejects/lists/rejects-lists.ts"
import { strangersText, twiceText } from "../../rejects/lists/strangers-text.ts"
import { chooseRejects } from "../../rejects/retry/choose-rejects.ts"
import type { ChosenRejects } from "../../rejects/retry/choose-rejects.ts"
import { leftOutTexts } from "../../rejects/retry/left-out-texts.ts"
import { passedOverText } from "../../rejects/retry/passed-over-text.ts"
import { WAY_OUT, refuseMiscounted } from "../../rejects/retry/refuse-miscounted.ts"
import { refuseOtherSource } from "../../rejects/retry/refuse-other-source.ts"
import { refuseUntold } from "../../rejects/retry/refuse-untold.ts"
import type { RetryPlan } from "../../rejects/merge/retry-directory.ts"
import { previousPathOf } from "../../rejects/merge/retry-merge.ts"
import type { ImportRecord } from "../../state/import-record.ts"
import type { RetryContext } from "./retry-context.ts"
import type { RetryOptions } from "../options/retry-options.ts"
import { countOfRejects } from "./retry-summary.ts"

/** The rejects that are run again: they stand in the retry's directory. */
export interface ChosenToRetry {
  readonly listPath: string
  readonly count: number
  /** What is remarkable, in whole sentences. */
  readonly warnings: readonly string[]
}

/**
 * Chooses the rejects of an import that are run again, and notes how its lists are now.
 *
 * @returns undefined where it has none
 * @throws {@link UsageError} if it has some, and none can be run.
 */
export async function chooseToRetry(
  record: ImportRecord,
  lists: RejectsLists,
  context: RetryContext,
): Promise<ChosenToRetry | undefined> {
  const { isTrial, options, ownDirectory, platform } = context
  const { files } = platform
  // Noted before any of them is read: what a person saves after that counts as changed.
  const digests = await digestsOf(lists, files)
  const counting = await countingLists(record, lists, options, files)
  const [list] = counting
  if (list === undefined) return undefined
  const ofLines = counting.flatMap(({ format, path }) => (format === "ndjson" ? [path] : []))
  for (const path of new Set([lists.ndjsonPath, ...ofLines]))
    await refuseOtherSource(path, record.sourceName, files)
  const chosen = await ownDirectory.begin(async () => {
    const plan = await planOf(record, lists, digests, files)
    return { plan, result: await gatherAndChoose(record, lists, counting, context) }
  })
  const leftOut = leftOutTexts(chosen)
  if (chosen.count === 0) {
    await ownDirectory.remove()
    if (leftOut.length > 0) throw new UsageError(leftOut.join(" "))
    refuseChoice(chosen, options)
    await refuseEmpty(list, record, files)
    return undefined
  }
  const warnings = chosen.missing === undefined ? [] : [chosen.missing]
  for (const { path } of chosen.unlike) {
    const asidePath = isTrial ? undefined : await keepAside(path, files)
    warnings.push(passedOverText(path, list, asidePath))
  }
  warnings.push(...leftOut)
  return { listPath: list.path, count: chosen.count, warnings }
}

/** The lists that count: the one that was named, or those that a person has changed. */
async function countingLists(
  record: ImportRecord,
  lists: RejectsLists,
  { from }: Pick<RetryOptions, "from">,
  files: FileSystem,
): Promise<readonly ChosenList[]> {
  if (from !== undefined) return [await namedList(from, files)]
  const chosen = await chooseLists(lists, record, files)
  if (chosen.length === 0 && countOfRejects(record) > 0)
    throw new UsageError(
      `Cannot retry the rejects of ${record.importName} as their list is gone: ${lists.ndjsonPath}. Put it back, or name another one with from: "LIST". ${WAY_OUT}`,
    )
  return chosen
}

async function digestsOf(lists: RejectsLists, files: FileSystem): Promise<RetryPlan["digests"]> {
  const ndjson = await seeFile(lists.ndjsonPath, files)
  const csv = await seeFile(lists.csvPath, files)
  return {
    ...(ndjson === undefined ? {} : { ndjson: ndjson.digest }),
    ...(csv === undefined ? {} : { csv: csv.digest }),
  }
}

/** What there is before the retry; what cannot be merged afterwards is to be known before anything is sent. */
async function planOf(
  record: ImportRecord,
  lists: RejectsLists,
  digests: RetryPlan["digests"],
  files: FileSystem,
): Promise<RetryPlan> {
  const layout = await csvLayoutOf(record, lists, files)
  return { version: 2, digests, ...(layout === undefined ? {} : { csvLayout: layout }) }
}

/** What is run again, and what the lists say of the rest. */
interface Chosen extends ChosenRejects, Pick<GatheredList, "unlike"> {
  /** What is to be said of rejects that are in no list. */
  readonly missing: string | undefined
}

/** Gathers the rejects into one list, and chooses those of it that are run again. */
async function gatherAndChoose(
  record: ImportRecord,
  lists: RejectsLists,
  counting: readonly ChosenList[],
  { importer, options, ownDirectory, platform }: RetryContext,
): Promise<Chosen> {
  const { files } = platform
  const { importName, journal, sourceName } = record
  const { chosenPath, gatheredPath } = ownDirectory
  const [list = { path: lists.ndjsonPath, format: "ndjson" as const }] = counting
  const isNamed = options.from !== undefined
  const { isKnown, named, recordCount, strangers, unlike } = await gatherList(
    {
      lists: counting,
      passedOver: isNamed ? await passedOver(list, lists, record, files) : [],
      knownPath: lists.ndjsonPath,
      csvColumns: journal.kind === "entry" ? journal.entry.rejectsColumns : undefined,
      isGrouped: groupedBy(record) !== undefined,
      toPath: gatheredPath,
      sourceName,
      own: { ndjsonPath: lists.ndjsonPath, record },
    },
    files,
  )
  const rejectCount = countOfRejects(record)
  if (strangers.length > 0 && (isKnown || rejectCount === 0))
    throw new UsageError(strangersText(strangers, list, importName))
  const derivesIds = importer.repeats === undefined
  if (!derivesIds && !isKnown && list.format === "csv") refuseUntold(list.path, lists, record.counts)
  const counted = { importName, listPath: list.path, counted: rejectCount }
  const missing = record.counts === undefined ? undefined : refuseMiscounted({ named, recordCount }, counted)
  const twice = [...named].flatMap(([number, count]) => (number > 0 && count > 1 ? [number] : []))
  if (derivesIds && twice.length > 0) throw new UsageError(twiceText(twice, list, importName))
  const { codes, stages } = options
  const choice = { codes, stages, leavesUnknown: !derivesIds }
  const chosen = await chooseRejects(
    gatheredPath,
    chosenPath,
    { choice, isNamed: (recordNumber) => named.has(recordNumber) },
    files,
  )
  return { ...chosen, missing, unlike }
}

/** Rejects that are counted are somewhere. */
async function refuseEmpty({ path }: ChosenList, record: ImportRecord, files: FileSystem): Promise<void> {
  if (countOfRejects(record) === 0) return
  const previousPath = previousPathOf(path)
  const advice = (await isThere(previousPath, files))
    ? `Put them back: ${previousPath} may be what it was.`
    : 'Put them back, or name another list with from: "LIST".'
  throw new UsageError(
    `Cannot retry the rejects of ${record.importName} as ${path} holds none of them. ${advice} ${WAY_OUT}`,
  )
}

/** A choice that nothing fits is a mistyped one. */
function refuseChoice(
  { kinds }: Pick<ChosenRejects, "kinds">,
  { codes, stages }: Pick<RetryOptions, "codes" | "stages">,
): void {
  if ((codes === undefined && stages === undefined) || kinds.size === 0) return
  const found = shortList([...kinds].map(([kind, count]) => `${kind} (${count})`))
  const wanted = [
    ...(stages === undefined ? [] : [`stages: ${JSON.stringify(stages)}`]),
    ...(codes === undefined ? [] : [`codes: ${JSON.stringify(codes)}`]),
  ].join(" and ")
  throw new UsageError(`None of the rejects is chosen by ${wanted}. There are: ${found}.`)
}
