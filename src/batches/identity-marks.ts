import type { Identity } from "../actions/identity.ts"

const EMAIL_SEED = 0x811c9dc5 | 0
const USER_ID_SEED = 0x01000193 | 0

/**
 * The identity keys as 32-bit numbers, to keep track of a hundred thousand users at little cost.
 *
 * Two users may share a mark. That only makes one wait for the other once in a while; it never lets two actions of one
 * user pass each other.
 */
export function identityMarks({ email, userId, newEmail, newUserId }: Identity): number[] {
  const marks: number[] = []
  if (email !== undefined) marks.push(markOf(email.toLowerCase(), EMAIL_SEED))
  if (userId !== undefined) marks.push(markOf(userId, USER_ID_SEED))
  if (newEmail !== undefined && newEmail !== email) marks.push(markOf(newEmail.toLowerCase(), EMAIL_SEED))
  if (newUserId !== undefined && newUserId !== userId) marks.push(markOf(newUserId, USER_ID_SEED))
  return marks
}

/** FNV-1a over UTF-16 units. */
function markOf(text: string, seed: number): number {
  let mark = seed
  for (let at = 0; at < text.length; at += 1) mark = Math.imul(mark ^ text.charCodeAt(at), 0x01000193)
  return mark
}
