import { resolve } from "node:path"
import { seeFile, wasChanged } from "../../platform/files/seen-file.ts"
import { groupedBy } from "../lists/grouped-by.ts"
import { gatherList } from "../lists/gather-list.ts"
import { isThere } from "../lists/is-there.ts"
import { keepAside } from "../lists/keep-aside.ts"
import type { ChosenList } from "../lists/rejects-lists.ts"
import type { RetryPlan } from "./retry-directory.ts"
import type { RetryMerge } from "./retry-merge.ts"
import type { RetryToMerge } from "./retry-to-merge.ts"

/** What was planned, and what of it was begun, and then overtaken by a person. */
export interface PlannedMerge {
  readonly plan: RetryPlan
  readonly begun: RetryMerge | undefined
}

/** The lists of an import as they are looked at before they are read. */
export interface SeenLists {
  /** Whether a person has changed one since the retry began. */
  readonly isChanged: boolean
  /** The rejects as they were when the retry began, or with what that person has changed. */
  readonly gatheredPath: string
  /** Digests of what they held, by their paths; undefined where there is none. */
  readonly digests: ReadonlyMap<string, string | undefined>
}

/** Gathers the rejects once more where a person has changed a list since the retry began. */
export async function gatherAnew(
  { from, lists, platform: { files }, record, retry }: RetryToMerge,
  { begun, plan: { csvLayout, digests } }: PlannedMerge,
): Promise<SeenLists> {
  const both = [
    { path: lists.ndjsonPath, format: "ndjson", planned: digests.ndjson },
    { path: lists.csvPath, format: "csv", planned: digests.csv },
  ] as const
  const seen = new Map<string, string | undefined>()
  const changed: ChosenList[] = []
  for (const { format, path, planned } of both) {
    const now = await seeFile(path, files)
    seen.set(path, now?.digest)
    const written = begun?.lists.find((list) => list.path === path)?.after
    if (wasChanged(now, [planned, written])) changed.push({ path, format })
  }
  const { gatheredAnewPath, gatheredPath } = retry
  const wasGatheredAnew = await isThere(gatheredAnewPath, files)
  const knownPath = wasGatheredAnew ? gatheredAnewPath : gatheredPath
  if (changed.length === 0) return { isChanged: wasGatheredAnew, gatheredPath: knownPath, digests: seen }
  const named = changed.filter(({ path }) => from !== undefined && resolve(path) === resolve(from))
  const counting = named.length > 0 ? named : changed
  for (const list of changed) if (!counting.includes(list)) await keepAside(list.path, files)
  const { sourceName } = record
  const csvColumns = csvLayout?.columns
  const toPath = `${gatheredAnewPath}.new`
  const own = { ndjsonPath: lists.ndjsonPath, record }
  const isGrouped = groupedBy(record) !== undefined
  await gatherList({ lists: counting, knownPath, csvColumns, isGrouped, toPath, sourceName, own }, files)
  // What they were when the retry began is kept: only a comparison with it shows what was changed.
  await files.rename(toPath, gatheredAnewPath)
  return { isChanged: true, gatheredPath: gatheredAnewPath, digests: seen }
}
