import { createHash } from "node:crypto"
import type { Hash } from "node:crypto"
import { basename } from "node:path"
import type { FailedRecord } from "../../accounting/ledger/failed-record.ts"
import { hashStart } from "../../platform/files/hash-start.ts"
import {
  continueInNewFile,
  continueTextFile,
  createNewTextFile,
  createTextFile,
  readStart,
} from "../../platform/files/text-file.ts"
import type { TextFile } from "../../platform/files/text-file.ts"
import type { FileSystem } from "../../platform/files/file-system.ts"
import type { Scrub } from "../../platform/secret/secret-scrubber.ts"
import { rejectRows } from "../reading/reject-rows.ts"
import { datedPath } from "../../state/dated-path.ts"
import { REJECTS_CSV_START } from "../rejects-csv.ts"
import { isOrdinaryFile } from "./is-ordinary-file.ts"
import type { ListFile } from "./list-files.ts"
import { cannotGoOn } from "./plan-list.ts"
import type { ListPlan, ListSetting } from "./plan-list.ts"
import { RejectsWriter } from "./rejects-writer.ts"
import { isInside, writingTo } from "./writing-to.ts"

/** How a list is opened. */
export interface OpenSetting extends ListSetting {
  readonly scrub: Scrub
  /** Called with the path under which an old list that was not retried is about to be kept. */
  readonly noteKept: (keptPath: string) => Promise<void>
}

/**
 * Opens a list as planned. An old one that was not retried is kept beside it, under the time when it was last written.
 *
 * @param textOf what to write of a record, line end included
 * @throws {@link UsageError} if it cannot be written.
 */
export async function openList(
  plan: ListPlan,
  setting: OpenSetting,
  textOf: (failed: FailedRecord) => string,
): Promise<RejectsWriter> {
  return writingTo(plan.list.path, setting, async () => {
    const hashSoFar = await hashOf(plan, setting)
    return new RejectsWriter(await textFileOf(plan, setting), textOf, setting.scrub, hashSoFar)
  })
}

/** Of a list that a person has changed since, a hash that fits nothing: it still counts as changed when all is done. */
async function hashOf(
  { keepBytes, list: { path } }: ListPlan,
  { before, files }: ListSetting,
): Promise<Hash> {
  const found = await hashStart(path, keepBytes, files)
  const digest = before?.rejectsDigests?.[basename(path)]
  if (keepBytes === 0 || digest === undefined || found.copy().digest("hex") === digest) return found
  return createHash("sha256").update(digest)
}

async function textFileOf({ keepBytes, list }: ListPlan, setting: OpenSetting): Promise<TextFile> {
  const { before, directory, files, lists, noteKept } = setting
  const { path } = list
  // A run that did not end by itself may only have been suspended, with its lists open.
  const mayBeOpen = isInside(path, directory) && before?.state !== "stopped"
  if (keepBytes > 0) {
    const continued = mayBeOpen ? continueInNewFile : continueTextFile
    const file = await continued(path, keepBytes, files)
    if (file !== undefined) return file
    throw cannotGoOn(list, lists)
  }
  // Of a path that somebody chose, nothing tells what a killed run wrote there from what others did since.
  const isKeptAside = before === undefined || !isInside(path, directory)
  if (isKeptAside && !isStream(path) && (await holdsRejects(list, files))) {
    const keptPath = await datedPath(path, files)
    await noteKept(keptPath)
    await files.rename(path, keptPath)
  }
  return mayBeOpen ? createNewTextFile(path, files) : createTextFile(path, files)
}

/** Whether a list holds any; one that was begun, and no more, has but a header. What cannot be read may. */
async function holdsRejects({ path, start }: ListFile, files: FileSystem): Promise<boolean> {
  if (!(await isOrdinaryFile(path, files)) || (await readStart(path, 1, files)) === "") return false
  if (start !== REJECTS_CSV_START) return true
  try {
    for await (const rows of rejectRows(path, files).read()) if (rows.length > 0) return true
    return false
  } catch {
    return true
  }
}

/** Whether a path is that of an open stream, which may lead to an ordinary file: the name is the system's. */
function isStream(path: string): boolean {
  return /^\/(dev\/(fd\/|std)|proc\/)/.test(path)
}
