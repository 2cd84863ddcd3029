import type { ImportActionKind } from "../actions/import-action.ts"
import { CHANNEL_OF } from "../api/channel.ts"
import type { ChannelName } from "../api/channel.ts"
import type { FileSystem } from "../platform/file-system.ts"
import { rejectLines } from "../sources/reject-lines.ts"
import type { FoundRejectLine } from "../sources/reject-lines.ts"
import { ListWriter } from "./list-writer.ts"
import { lineUnderWay } from "./under-way.ts"
import type { MergeParts } from "./merge-parts.ts"
import { isThere } from "./reject-heads.ts"
import { RejectTally } from "./reject-tally.ts"

/** A `rejects.ndjson` after a retry. */
export interface MergedNdjson {
  /** 0: no rejects are left. */
  readonly sizeBytes: number
  readonly before: RejectTally
  readonly after: RejectTally
  /** How many failed actions of each channel left the list, and how many are said to be unknown that were already there. */
  readonly goneActions: Readonly<Record<"rejected" | "unknown", Readonly<Record<ChannelName, number>>>>
  readonly doubtfulActions: Readonly<Record<ChannelName, number>>
}

/** Writes the list as it is after a retry into a draft beside it. */
export async function mergeNdjson(parts: MergeParts, files: FileSystem): Promise<MergedNdjson> {
  const { basePath, draftPath, retriedPath } = parts
  const [before, after] = [new RejectTally(), new RejectTally()]
  const goneActions = {
    rejected: { users: 0, events: 0, purchases: 0 },
    unknown: { users: 0, events: 0, purchases: 0 },
  }
  const doubtfulActions = { users: 0, events: 0, purchases: 0 }
  const writer = await ListWriter.create(draftPath, files)
  const keep = async ({ bytes, reject }: FoundRejectLine): Promise<void> => {
    if (reject !== undefined) after.note(reject)
    await writer.write(bytes)
    await writer.endLine()
  }
  try {
    const baseLines = (await isThere(basePath, files)) ? rejectLines(basePath, files) : []
    for await (const lines of baseLines) {
      for (const line of lines) {
        if (line.reject !== undefined) before.note(line.reject)
        const recordNumber = line.reject?.origin?.recordNumber ?? 0
        const isUnderWay = parts.isUnderWay(recordNumber)
        if (isUnderWay || parts.isReplaced(recordNumber))
          countFailed(line, goneActions[line.reject?.state === "unknown" ? "unknown" : "rejected"])
        if (isUnderWay) {
          countFailed(line, doubtfulActions)
          await keep(lineUnderWay(line))
        } else if (!parts.isReplaced(recordNumber)) await keep(line)
      }
    }
    const kept = new Set(after.states.keys())
    for await (const lines of retriedPath === undefined ? [] : rejectLines(retriedPath, files))
      for (const line of lines)
        if (parts.isAdded(line.reject?.origin?.recordNumber ?? 0, kept)) await keep(line)
  } finally {
    await writer.close()
  }
  if (writer.sizeBytes === 0) await files.remove(draftPath)
  return { sizeBytes: writer.sizeBytes, before, after, goneActions, doubtfulActions }
}

function countFailed({ bytes }: FoundRejectLine, counts: Record<ChannelName, number>): void {
  for (const kind of failedKinds(bytes)) counts[CHANNEL_OF[kind]] += 1
}

/** The kinds of the actions that a line says failed. */
function failedKinds(bytes: Buffer): readonly ImportActionKind[] {
  const { action, more } = JSON.parse(bytes.toString("utf8")) as { action?: unknown; more?: unknown }
  const others = Array.isArray(more) ? more.map((one: unknown) => actionIn(one)) : []
  return [action, ...others].flatMap((one) => kindIn(one) ?? [])
}

function actionIn(value: unknown): unknown {
  return typeof value === "object" && value !== null && "action" in value ? value.action : undefined
}

function kindIn(value: unknown): ImportActionKind | undefined {
  const kind = typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined
  return typeof kind === "string" && Object.hasOwn(CHANNEL_OF, kind) ? (kind as ImportActionKind) : undefined
}
