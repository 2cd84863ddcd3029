import { JsonWriter } from "../json/json-writer.ts"
import { identityOf } from "../kinds/kind.ts"
import type { ActionOfKind } from "../kinds/kind.ts"
import { identityMarks } from "./identity-marks.ts"

/**
 * Tells what an action says, and of whom, in 53 bits. The lower ones are of what it is encoded to, but for an id that was derived, the upper
 * ones of its user. Whoever is named by one identifier has 16 of them, which leaves 37: two actions about one user that differ have the
 * same digest with a chance of 10^-11. Whoever is named by two has 14 for each, and the digest is negative; then the chance is 3 · 10^-8.
 */
export type ActionDigest = number

/** Of what no digest was taken: by lists and journals of earlier releases, or since it cannot be encoded. */
export const NO_DIGEST: ActionDigest = 0

const USER_UNIT = 2 ** 37
const WORD_UNIT = 2 ** 32
const PAIR_UNIT = 2 ** 25
const HALF_BITS = 14
const HALF_MASK = 2 ** HALF_BITS - 1
const ONE_PRIME = 0x9e3779b1
const OTHER_PRIME = 0x85ebca77

/** The digest of an action. */
export function actionDigest(action: ActionOfKind): ActionDigest {
  const writer = new JsonWriter(Buffer.alloc(0))
  try {
    action.kind.write(writer, action.action)
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
  { endByte, hasDerivedId, startByte }: EncodedRange,
  marks: readonly number[],
): ActionDigest {
  const end = hasDerivedId ? endBeforeId(bytes, endByte) : endByte - CLOSING_BYTES
  return digestOfBytes(bytes, startByte, end, marks)
}

interface EncodedRange {
  readonly startByte: number
  readonly endByte: number
  readonly hasDerivedId: boolean
}

/** Whether two digests are of actions that name the same user by the same identifiers. */
export function isSameUser(one: ActionDigest, other: ActionDigest): boolean {
  return userIn(one) === userIn(other)
}

/** Of a digest what tells the user; negative where two identifiers name it. */
export const userIn = (digest: ActionDigest): number =>
  digest < 0 ? -Math.floor(-digest / PAIR_UNIT) - 1 : Math.floor(digest / USER_UNIT)

/** What an action is to be looked for by, among actions that may name its user by other identifiers: they share one key of `own`. */
export interface SharedUserKeys {
  /** Where an action is found. */
  readonly own: readonly string[]
  /** Where those are found that share an identifier with it, and one of the two has another one beside it. */
  readonly sought: readonly string[]
}

/** The keys by which actions are found that share one of two identifiers. */
export function sharedUserKeys(digest: ActionDigest): SharedUserKeys {
  const user = userIn(digest)
  // Two that have a single identifier each are the same user, or share none.
  if (user >= 0) return { own: [`one ${user & HALF_MASK}`], sought: [`two ${user & HALF_MASK}`] }
  const halves = [(-1 - user) >>> HALF_BITS, (-1 - user) & HALF_MASK]
  const own = halves.map((half) => `two ${half}`)
  return { own, sought: [...own, ...halves.map((half) => `one ${half}`)] }
}

/** Whether two actions are about users that share an identifier, and one of the two names another one beside it. */
export function sharesUser(one: ActionDigest, other: ActionDigest): boolean {
  if (one > 0 && other > 0) return false
  const { own } = sharedUserKeys(other)
  return sharedUserKeys(one).sought.some((key) => own.includes(key))
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Where `,"id":"…"}` begins, with which an encoded action ends. */
function endBeforeId(bytes: Buffer, endByte: number): number {
  let opening = endByte - '""}'.length
  // A quote within an id stands behind a backslash.
  while (bytes[opening] !== QUOTE || bytes[opening - 1] === BACKSLASH) opening -= 1
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
  const [first = 0, second] = marks
  const user = userBits(first)
  if (second !== undefined) {
    const pair = (user & HALF_MASK) * (HALF_MASK + 1) + (userBits(second) & HALF_MASK)
    return -(pair * PAIR_UNIT + (other >>> 7)) || -1
  }
  const digest = (user & 0xffff) * USER_UNIT + (one & 0x1f) * WORD_UNIT + (other >>> 0)
  return digest === NO_DIGEST ? 1 : digest
}

const userBits = (mark: number): number => mixed(Math.imul(mark, ONE_PRIME))

function mixed(word: number): number {
  let now = Math.imul(word ^ (word >>> 16), OTHER_PRIME)
  now = Math.imul(now ^ (now >>> 13), ONE_PRIME)
  return now ^ (now >>> 16)
}
