import { overwrites } from "../actions/touch.ts"
import { encodeAction } from "../api/encode-action.ts"
import { isJsonObject, parseJson } from "../api/json-object.ts"
import type { JsonObject } from "../api/json-object.ts"
import type { MappedRecords, PlacedAction } from "../mapping/mapped-records.ts"
import type { FileSystem } from "../platform/file-system.ts"
import { originOf } from "../sources/data-source.ts"

/** The actions of each record that a retry may have sent, with their endpoints' names. */
export type SentActions = ReadonlyMap<number, readonly JsonObject[]>

/**
 * Lets mapped records pass, once it is noted which of their updates of users may be sent: where a retry is killed or stopped, a person may
 * change a record before anybody knows whether it was applied.
 */
export async function* notingSent(
  arrays: AsyncIterable<MappedRecords>,
  { maySend, path }: { readonly maySend: (place: PlacedAction) => boolean; readonly path: string },
  files: FileSystem,
): AsyncGenerator<MappedRecords, void, undefined> {
  const file = await files.create(path)
  try {
    for await (const mapped of arrays) {
      const lines = mapped.actions.flatMap((place) =>
        overwrites(place.action) && maySend(place) ? noteOf(place) : [],
      )
      if (lines.length > 0) await file.write(lines.join(""))
      yield mapped
    }
  } finally {
    await file.close()
  }
}

function noteOf(place: PlacedAction): readonly string[] {
  const { recordNumber } = originOf(place.item)
  try {
    const wire = JSON.parse(encodeAction(place.action)) as JsonObject
    return [`${JSON.stringify({ recordNumber, action: { kind: place.kind, ...wire } })}\n`]
  } catch {
    // What cannot be encoded is never sent.
    return []
  }
}

/** What was noted; a line that was cut off by a kill was not sent. */
export async function readSentActions(path: string, files: FileSystem): Promise<SentActions> {
  const sent = new Map<number, JsonObject[]>()
  const bytes = await files.read(path)
  for (const line of Buffer.from(bytes ?? [])
    .toString("utf8")
    .split("\n")) {
    const note = parseJson(line)
    if (!isJsonObject(note) || !isJsonObject(note["action"])) continue
    const recordNumber = Number(note["recordNumber"])
    const others = sent.get(recordNumber)
    if (others === undefined) sent.set(recordNumber, [note["action"]])
    else others.push(note["action"])
  }
  return sent
}
