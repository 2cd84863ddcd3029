import { overwrites } from "../../kinds/kind.ts"
import type { Kinds } from "../../kinds/kinds.ts"
import { encodeAction } from "../../kinds/encode-action.ts"
import { isJsonObject, parseJson } from "../../json/json-object.ts"
import type { JsonObject } from "../../json/json-object.ts"
import { actionsByRecord } from "../../mapping/actions-by-record.ts"
import type { AcceptedBefore, MappedRecords, MappedAction } from "../../mapping/mapped-records.ts"
import { madeFrom } from "../../accounting/ledger/made-from.ts"
import { digestOf } from "../../accounting/ledger/open-record.ts"
import { SettledActions } from "../../accounting/ledger/settled-actions.ts"
import { originOf } from "../../sources/data-source.ts"
import type { SentAs, SourceItem } from "../../sources/data-source.ts"

/** What a retry notes of a record before anything of it is sent. */
export interface SentNote {
  readonly position: { readonly recordNumber: number }
  /** Where ids are made of columns, of which values. */
  readonly idKey?: string
  /** All of its actions that may be sent. */
  readonly sent: SentAs
  /** What was accepted of it before, and need not be sent. */
  readonly before?: SentAs
  /** With their endpoint's names, those that may be sent and overwrite what is stored of a user. */
  readonly updates: readonly JsonObject[]
}

/** What to note. */
export interface NotingRules {
  readonly maySend: (action: MappedAction) => boolean
  /** Changes with the map function; undefined: not known. */
  readonly mapFingerprint: string | undefined
}

/** What to note of mapped records. */
export function notesOf(
  { acceptedBefore = [], actions }: MappedRecords,
  rules: NotingRules,
): readonly SentNote[] {
  const before = new Map(acceptedBefore.map((one) => [one.item, one] as const))
  const notes = Array.from(actionsByRecord(actions), (ofRecord) => {
    const [{ item }] = ofRecord
    const note = noteOf(item, ofRecord, { ...rules, before: before.get(item) })
    before.delete(item)
    return note
  })
  // Of these, everything was accepted.
  for (const [item, accepted] of before) notes.push(noteOf(item, [], { ...rules, before: accepted }))
  return notes
}

function noteOf(
  item: SourceItem<unknown>,
  actions: readonly MappedAction[],
  { before, mapFingerprint, maySend }: NotingRules & { readonly before: AcceptedBefore | undefined },
): SentNote {
  const { recordNumber } = originOf(item)
  const sent = new SettledActions()
  sent.standAllAt(before?.standings)
  const meant = actions.filter(maySend)
  for (const action of meant) sent.add(action.group, action.ordinal, digestOf(action))
  const made = madeFrom(item, mapFingerprint)
  const from = made === undefined ? {} : { madeFrom: made }
  return {
    position: { recordNumber },
    ...(typeof item.idKey === "string" ? { idKey: item.idKey } : {}),
    sent: { ...sent.toJSON(), ...from },
    ...(before === undefined ? {} : { before: { ...acceptedOf(before), ...from } }),
    updates: meant.filter(overwrites).flatMap(wireOf),
  }
}

function acceptedOf({ accepted, digests, places }: AcceptedBefore): SentAs {
  return { actions: accepted, digests, ...(places === undefined ? {} : { places }) }
}

function wireOf(action: MappedAction): readonly JsonObject[] {
  try {
    return [{ kind: action.kind.name, ...(JSON.parse(encodeAction(action)) as JsonObject) }]
  } catch {
    // What cannot be encoded is never sent.
    return []
  }
}

/** What a line of notes says; undefined: it was cut off by a kill, so that nothing of it was sent. */
export function sentNoteIn(line: Buffer): SentNote | undefined {
  const note = parseJson(line.toString("utf8"))
  return isJsonObject(note) && isJsonObject(note["sent"]) ? (note as unknown as SentNote) : undefined
}

/** Whether a record has actions that must not be sent twice without an id, and were sent, or accepted before. */
export function sendsMoreThanUpdates({ before, sent }: SentNote, kinds: Kinds): boolean {
  const groups = [...Object.keys(sent.actions), ...Object.keys(before?.actions ?? {})]
  return groups.some((group) => kinds.ofGroup(group)?.endpoint.form.isRepeatable !== true)
}
