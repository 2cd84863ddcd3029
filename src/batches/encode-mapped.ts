import type { Rejection } from "../actions/outcome.ts"
import { needsId } from "../kinds/kind.ts"
import { addId } from "../kinds/parts/write-id.ts"
import { JsonWriter } from "../json/json-writer.ts"
import { saidBy } from "../errors.ts"
import type { MappedAction } from "../mapping/mapped-records.ts"
import { optionalEventId } from "../resources/optional-event-id.ts"
import { deriveContentId } from "./derive-content-id.ts"
import type { EncodedAction } from "./encoded-action.ts"
import { IdDeriver } from "./id-deriver.ts"
import type { IdOrigin, IdSeed } from "./id-deriver.ts"
import type { IdScheme } from "./id-scheme.ts"
import { asNames, say } from "../messages/say.ts"

/** An action as a function that makes ids is shown it: its kind by name. */
export interface ActionWithoutId extends Omit<MappedAction, "kind"> {
  readonly kind: string
}

/** Where the id of an event or a purchase that has none comes from: derived, or from a function of the user, or there is none. */
export type IdPolicy = "derive" | "none" | ((mapped: ActionWithoutId, origin: IdOrigin) => string)

/**
 * Writes an action as it is to be sent, and says whether delivering it twice does no more than delivering it once; or why it cannot be
 * sent: then what was written means nothing.
 */
export type Encode = (mapped: MappedAction, writer: JsonWriter) => boolean | Rejection

/** Who is told of ids. */
export interface IdWatch {
  /** An id was derived from a record's place, which no other record has. */
  noteDerived(): void
  /** An action has an id that another one may have too: its own, or one made of a key. */
  noteGiven(id: string): void
}

/** Makes the function that writes actions, with an id where they have none. `origin` and `scheme` are those of an {@link IdScheme}. */
export function encodeMappedWith(
  origin: string,
  policy: IdPolicy,
  scheme: IdScheme["scheme"] = 2,
  watch?: IdWatch,
): Encode {
  const deriver = new IdDeriver()
  return (mapped, writer) => {
    const { action, kind } = mapped
    const { length } = writer
    try {
      kind.write(writer, action)
      if (!needsId(mapped)) {
        const own = kind.idOf?.(action)
        if (own !== undefined) watch?.noteGiven(own)
        return true
      }
      if (policy === "none") return false
      const key = keyOf(mapped)
      if (typeof key === "object") return emptyKey(key.emptyColumn)
      let id: string | undefined
      if (policy !== "derive") {
        const seed = { ...seedOf(mapped, origin, key), json: textFrom(writer, length) }
        const made = policy({ ...mapped, kind: kind.name }, seed)
        id = kind.checkId === undefined ? optionalEventId(made) : kind.checkId(made)
      } else if (scheme === 1) id = contentId(mapped, origin, textFrom(writer, length))
      else id = deriver.derive(seedOf(mapped, origin, key))
      if (id === undefined) return false
      if (policy === "derive") watch?.noteDerived()
      if (policy !== "derive" || key !== undefined) watch?.noteGiven(id)
      addId(writer, id)
      return true
    } catch (error) {
      return { stage: "validate", code: "invalid-field", ...saidBy(error) }
    }
  }
}

function textFrom(writer: JsonWriter, byte: number): string {
  return writer.bytes.toString("utf8", byte, writer.length)
}

function seedOf(mapped: MappedAction, origin: string, key: string | undefined): IdSeed {
  const { action, item, kind, ordinal } = mapped
  return {
    origin,
    recordNumber: recordNumberOf(mapped),
    digest: ("record" in item ? item.digest?.() : undefined) ?? "",
    key,
    kind: kind.name,
    eventName: kind.eventNameOf?.(action),
    ordinal,
  }
}

function contentId(mapped: MappedAction, importName: string, json: string): string {
  const { actionIndex } = mapped
  return deriveContentId({ importName, recordNumber: recordNumberOf(mapped), actionIndex, json })
}

function recordNumberOf({ item }: MappedAction): number {
  return (item.origin ?? item.position).recordNumber
}

function keyOf({ item }: MappedAction): string | { readonly emptyColumn: string } | undefined {
  return "record" in item ? item.idKey : undefined
}

function emptyKey(column: string): Rejection {
  const message = say`${asNames(JSON.stringify(column))} is empty, or not there, and the ids of events and purchases are to be made from it`
  return { stage: "validate", code: "empty-key", ...message }
}

const FIRST_CAPACITY_BYTES = 4096
/** A larger one is not kept for the next action. */
const MAX_CAPACITY_BYTES = 262_144
let apartWriter = new JsonWriter(Buffer.allocUnsafeSlow(FIRST_CAPACITY_BYTES))

/** An action that has to wait, encoded apart from all others; or why it cannot be sent. */
export function encodeApart(
  encode: Encode,
  mapped: MappedAction,
  marks: readonly number[],
): EncodedAction | Rejection {
  const writer = apartWriter
  writer.length = 0
  const idempotent = encode(mapped, writer)
  if (writer.bytes.length > MAX_CAPACITY_BYTES)
    apartWriter = new JsonWriter(Buffer.allocUnsafeSlow(FIRST_CAPACITY_BYTES))
  return typeof idempotent === "boolean"
    ? { mapped, marks, idempotent, latin1: writer.latin1From(0) }
    : idempotent
}
