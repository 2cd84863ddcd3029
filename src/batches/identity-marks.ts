import type { Identity } from "../actions/identity.ts"

const EMAIL_SEED = 0x811c9dc5 | 0
const USER_ID_SEED = 0x01000193
const PRIME = 0x01000193
const LAST_ASCII = 0x7f
const CASE_BIT = 0x20

/**
 * The identity keys as 32-bit numbers, to keep track of a hundred thousand users at little cost.
 *
 * Two users may share a mark. That only makes one wait for the other once in a while; it never lets two actions of one
 * user pass each other.
 */
export function identityMarks({ email, userId, newEmail, newUserId }: Identity): number[] {
  const marks = ownMarks(email, userId)
  if (newEmail !== undefined && newEmail !== email) marks.push(markOfEmail(newEmail))
  if (newUserId !== undefined && newUserId !== userId) marks.push(markOfUserId(newUserId))
  return marks
}

/** Literals are as short as they look; an array that is pushed to has room for seventeen. */
function ownMarks(email: string | undefined, userId: string | undefined): number[] {
  if (email === undefined) return userId === undefined ? [] : [markOfUserId(userId)]
  return userId === undefined ? [markOfEmail(email)] : [markOfEmail(email), markOfUserId(userId)]
}

/** FNV-1a over UTF-16 units. */
function markOfUserId(userId: string): number {
  let mark = USER_ID_SEED
  for (let at = 0; at < userId.length; at += 1) mark = Math.imul(mark ^ userId.charCodeAt(at), PRIME)
  return mark
}

/** The same, for addresses that differ in case only the same: of ASCII, one bit tells upper from lower case. */
function markOfEmail(email: string): number {
  let mark = EMAIL_SEED
  for (let at = 0; at < email.length; at += 1) {
    const unit = email.charCodeAt(at)
    if (unit > LAST_ASCII) return markOfLowered(email.toLowerCase())
    mark = Math.imul(mark ^ (unit | CASE_BIT), PRIME)
  }
  return mark
}

/** May be ASCII now, and then has the mark that it would have had: `\u212a`, the Kelvin sign, is a `k` in lower case. */
function markOfLowered(email: string): number {
  let mark = EMAIL_SEED
  for (let at = 0; at < email.length; at += 1)
    mark = Math.imul(mark ^ (email.charCodeAt(at) | CASE_BIT), PRIME)
  return mark
}
