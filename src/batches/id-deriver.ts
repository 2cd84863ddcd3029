import { hash } from "node:crypto"

/** 48 bits: two of the names within a record are alike with a chance of 10^-14. */
const STREAM_LENGTH = 12
/** More records make longer ids. */
const PLACE_LENGTH = 8
/** 48 bits: a row that was changed has the id that the row in its place had before with a chance of 10^-14. */
const DIGEST_LENGTH = 12
/** 80 bits: two of a billion keys are alike with a chance of 10^-6. */
const KEY_LENGTH = 20

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
  readonly kind: string
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

/** Streams that are remembered: an import has few kinds and names of events, and records few of each. */
const MAX_STREAMS = 1_000

/**
 * Derives ids of 32 letters and digits: the same whenever the same record asks for the same. Whatever the map function makes of the record,
 * but for the kinds, the names and the order of its actions, makes no difference; nor does the record's place where it has a key.
 *
 * An id is put together from 12 digits for its stream (the origin, the kind, the name and the ordinal), 8 for the record's number, and 12 of its
 * digest, all hexadecimal. Hashing all of that again would take as long as all the rest (Node 20: 1.0 instead of 0.6 µs for each event).
 */
export class IdDeriver {
  readonly #streams = new Map<string, string>()
  #last: { readonly seed: IdSeed; readonly stream: string } | undefined

  derive(seed: IdSeed): string {
    const { digest, key, recordNumber } = seed
    const stream = this.#streamOf(seed)
    if (key !== undefined) return stream + hexDigest(key, KEY_LENGTH)
    return stream + recordNumber.toString(16).padStart(PLACE_LENGTH, "0") + digitsOf(digest)
  }

  #streamOf(seed: IdSeed): string {
    const last = this.#last
    if (last !== undefined && isSameStream(last.seed, seed)) return last.stream
    const { eventName = "", key, kind, ordinal, origin } = seed
    // The name comes last, since it alone may hold anything.
    const text = `${origin}\n${key === undefined ? "place" : "key"}\n${kind}\n${ordinal}\n${eventName}`
    const stream = this.#streams.get(text) ?? hexDigest(text, STREAM_LENGTH)
    if (this.#streams.size >= MAX_STREAMS) this.#streams.clear()
    this.#streams.set(text, stream)
    this.#last = { seed, stream }
    return stream
  }
}

function isSameStream(one: IdSeed, other: IdSeed): boolean {
  return (
    one.ordinal === other.ordinal &&
    one.eventName === other.eventName &&
    one.kind === other.kind &&
    one.origin === other.origin &&
    (one.key === undefined) === (other.key === undefined)
  )
}

/** Our own digests begin with an r; a source of the user's own may have others. */
function digitsOf(digest: string): string {
  return /^r[0-9a-f]{15}$/.test(digest)
    ? digest.slice(1, 1 + DIGEST_LENGTH)
    : hexDigest(digest, DIGEST_LENGTH)
}

function hexDigest(text: string, length: number): string {
  return hash("sha256", text, "hex").slice(0, length)
}
