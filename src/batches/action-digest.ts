import { identityOf } from "../actions/identity.ts"
import type { ImportAction } from "../actions/import-action.ts"
import { writeAction } from "../api/encode-action.ts"
import { JsonWriter } from "../api/json-writer.ts"
import { identityMarks } from "./identity-marks.ts"

/**
 * Tells what an action says, and of whom: 37 bits of what it is encoded to, but for an id that was derived, and above them 16 bits of
 * its user. Two actions about one user that differ have the same digest with a chance of 10^-11.
 */
export type ActionDigest = number

/** Of what no digest was taken: by lists and journals of earlier releases, or since it cannot be encoded. */
export const NO_DIGEST: ActionDigest = 0

const USER_UNIT = 2 ** 37
const WORD_UNIT = 2 ** 32
const ONE_PRIME = 0x9e3779b1
const OTHER_PRIME = 0x85ebca77

/** The digest of an action. */
export function actionDigest(action: ImportAction): ActionDigest {
  const writer = new JsonWriter(Buffer.alloc(0))
  try {
    writeAction(writer, action)
    return digestOfBytes(writer.bytes, 0, writer.length - CLOSING_BYTES, identityMarks(identityOf(action)))
  } catch {
    return NO_DIGEST
  }
}

/** The closing brace, before which an id is written. */
const CLOSING_BYTES = 1

/** The same of an action that is encoded; `hasDerivedId` where an id was written behind all else. */
export function encodedDigest(
  bytes: Buffer,
  { endByte, hasDerivedId, startByte }: EncodedPlace,
  marks: readonly number[],
): ActionDigest {
  const end = hasDerivedId ? endBeforeId(bytes, endByte) : endByte - CLOSING_BYTES
  return digestOfBytes(bytes, startByte, end, marks)
}

interface EncodedPlace {
  readonly startByte: number
  readonly endByte: number
  readonly hasDerivedId: boolean
}

/** Whether two digests are of actions about the same user. */
export function isSameUser(one: ActionDigest, other: ActionDigest): boolean {
  return userIn(one) === userIn(other)
}

/** Of a digest what tells the user. */
export const userIn = (digest: ActionDigest): number => Math.floor(digest / USER_UNIT)

const QUOTE = 0x22

/** Where `,"id":"…"}` begins, with which an encoded action ends. */
function endBeforeId(bytes: Buffer, endByte: number): number {
  let opening = endByte - '""}'.length
  // No id holds a quote.
  while (bytes[opening] !== QUOTE) opening -= 1
  return opening - ',"id":'.length
}

/** Two multiplicative hashes, four bytes at a time: each step keeps apart what differs. */
function digestOfBytes(bytes: Buffer, start: number, end: number, marks: readonly number[]): ActionDigest {
  let one = end - start
  let other = ~one
  let at = start
  for (const lastWord = end - 4; at <= lastWord; at += 4) {
    const word =
      (bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24)
    one = Math.imul((one << 15) | (one >>> 17), ONE_PRIME) ^ word
    other = Math.imul(other ^ word, OTHER_PRIME)
    other ^= other >>> 13
  }
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0
    one = Math.imul((one << 15) | (one >>> 17), ONE_PRIME) ^ byte
    other = Math.imul(other ^ byte, OTHER_PRIME)
    other ^= other >>> 13
  }
  one = mixed(one ^ (other >>> 7))
  other = mixed(other ^ one)
  let user = 0
  for (const mark of marks) user = Math.imul(user ^ mark, ONE_PRIME)
  user = mixed(user)
  const digest = (user & 0xffff) * USER_UNIT + (one & 0x1f) * WORD_UNIT + (other >>> 0)
  return digest === NO_DIGEST ? 1 : digest
}

function mixed(word: number): number {
  let now = Math.imul(word ^ (word >>> 16), OTHER_PRIME)
  now = Math.imul(now ^ (now >>> 13), ONE_PRIME)
  return now ^ (now >>> 16)
}
