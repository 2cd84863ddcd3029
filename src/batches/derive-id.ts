import { hash } from "node:crypto"
import type { ImportActionKind } from "../actions/import-action.ts"

/** 128 bits: two of a billion ids are alike with a chance of 10^-21. */
const ID_LENGTH = 32

/** From what the id of an event or a purchase that has none is derived. */
export interface IdSeed {
  /** Says what the record comes from: a digest of the source's content, and of the import's name where one was given. */
  readonly origin: string
  /** In the file that the record was first read from. */
  readonly recordNumber: number
  /** A digest of the record as it was first read, before it was mapped or corrected. */
  readonly digest: string
  /** Where ids are made of columns (`idsFrom`), their values, as a JSON array; undefined elsewhere. */
  readonly key?: string | undefined
  readonly kind: ImportActionKind
  /** Undefined for purchases. */
  readonly eventName: string | undefined
  /** Counts the actions of this kind and event name that the record has, from 0. */
  readonly ordinal: number
}

/** What a function that makes ids is told. */
export interface IdOrigin extends IdSeed {
  /** The encoded action. What a map function makes anew each time, such as the time, makes another id of it. */
  readonly json: string
}

/**
 * An id of 32 letters and digits, which is the same whenever the same record asks for the same: whatever the map function makes of the
 * record, but for the kinds, the names and the order of its actions, makes no difference. Nor does the record's place where it has a key.
 */
export function deriveId({
  digest,
  eventName = "",
  key,
  kind,
  ordinal,
  origin,
  recordNumber,
}: IdSeed): string {
  const place = key === undefined ? `${recordNumber}\n${digest}` : `\n${key}`
  // The name comes last, since it alone may hold anything.
  return hash("sha256", `${origin}\n${place}\n${kind}\n${ordinal}\n${eventName}`, "hex").slice(0, ID_LENGTH)
}
