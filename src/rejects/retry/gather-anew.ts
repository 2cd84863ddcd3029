import { resolve } from "node:path"
import { digestFile } from "../../platform/files/digest-file.ts"
import { gatherList } from "../lists/gather-list.ts"
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

/** Gathers the rejects once more where a person has changed a list since the retry began; says whether that is so. */
export async function gatherAnew(
  { from, lists, platform: { files }, record, retry }: RetryToMerge,
  { begun, plan: { csvLayout, digests } }: PlannedMerge,
): Promise<boolean> {
  const isChanged = async (path: string, before: string | undefined): Promise<boolean> => {
    const now = await digestFile(path, files)
    const written = begun?.lists.find((list) => list.path === path)?.after
    return now !== undefined && now !== before && now !== written
  }
  const changed: ChosenList[] = []
  if (await isChanged(lists.ndjsonPath, digests.ndjson))
    changed.push({ path: lists.ndjsonPath, format: "ndjson" })
  if (await isChanged(lists.csvPath, digests.csv)) changed.push({ path: lists.csvPath, format: "csv" })
  if (changed.length === 0) return false
  const named = changed.filter(({ path }) => from !== undefined && resolve(path) === resolve(from))
  const anewPath = `${retry.gatheredPath}.anew`
  const { gatheredPath: knownPath } = retry
  const counting = named.length > 0 ? named : changed
  for (const list of changed) if (!counting.includes(list)) await keepAside(list.path, files)
  const { sourceName } = record
  const csvColumns = csvLayout?.columns
  await gatherList({ lists: counting, knownPath, csvColumns, toPath: anewPath, sourceName }, files)
  await files.rename(anewPath, knownPath)
  return true
}
