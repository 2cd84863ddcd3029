/**
 * Where there may be one: so many digits in a row, or so large an exponent, in what looks like a value. Most ids and hashes do not, so
 * that few lines are taken apart: that takes longer than parsing them.
 */
const SUSPICIOUS = /(?:^|[:,[\s])-?\d(?:\d{15}|[\d.]*[eE]\+?\d{3})/
/** A text, or a number; JSON has nothing else with digits in it. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** The first number in valid JSON that JavaScript would silently make another one of: a whole one of too many digits, or one too large. */
export function unsafeNumber(json: string): string | undefined {
  if (!SUSPICIOUS.test(json)) return undefined
  for (const [token] of json.matchAll(TOKENS)) {
    if (token.startsWith('"')) continue
    const value = Number(token)
    if (!Number.isFinite(value)) return token
    // A double prints as the shortest text that means it, so that a text that comes back has lost nothing.
    if (/^-?\d+$/.test(token) && BigInt(token) !== BigInt(value) && String(value) !== token) return token
  }
  return undefined
}
