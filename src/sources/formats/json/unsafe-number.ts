/** So long is the shortest whole number that a double may not hold. */
const LONG_DIGITS = 16
const EXPONENT = /\d[eE][+-]?\d/
/** The same in what looks like a value; most ids and hashes do not. */
const SUSPICIOUS_VALUE = /(?:^|[:,[\s])-?\d(?:\d{15}|[\d.]*[eE])/
const WHOLE = /^-?\d+$/
/** A text, or a number; JSON has nothing else with digits in it. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** The first number in valid JSON that JavaScript would silently make another one of, as {@link isUnsafe} says. */
export function unsafeNumber(json: string): string | undefined {
  // Each of these costs more than the one before, and taking the line apart more than parsing it.
  if (!hasLongDigits(json) && !EXPONENT.test(json)) return undefined
  if (!SUSPICIOUS_VALUE.test(json)) return undefined
  for (const [token] of json.matchAll(TOKENS)) {
    if (!token.startsWith('"') && isUnsafe(token)) return token
  }
  return undefined
}

/**
 * Whether JavaScript, where it has read this number, says another one: since it is too large, or too small to be more than 0, or since it is
 * beyond 2^53 and its digits are more than a double keeps. Below that only fractions are rounded, and that is let pass.
 */
export function isUnsafe(number: string): boolean {
  const value = Number(number)
  if (!Number.isFinite(value)) return true
  if (value !== 0 && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return false
  return significantDigits(number) !== significantDigits(String(value))
}

/** The digits of a number without its sign, its point, its exponent, and the zeros at both ends. */
function significantDigits(number: string): string {
  const digits = number
    .replace(/[eE].*$/, "")
    .replaceAll(/[-.]/g, "")
    .replace(/^0+/, "")
  let end = digits.length
  // A pattern for zeros at the end would be tried at each of the zeros in the middle.
  while (digits[end - 1] === "0") end -= 1
  return digits.slice(0, end)
}

/** Whether a number is written with digits alone. */
export function isWholeNumber(token: string): boolean {
  return WHOLE.test(token)
}

/** Whether 16 digits or more stand in a row. Such a row covers one of every sixteenth characters, so that the others need not be seen. */
export function hasLongDigits(json: string): boolean {
  for (let at = LONG_DIGITS - 1; at < json.length; at += LONG_DIGITS) {
    if (!isDigit(json.charCodeAt(at))) continue
    let start = at
    while (isDigit(json.charCodeAt(start - 1))) start -= 1
    let end = at + 1
    while (isDigit(json.charCodeAt(end))) end += 1
    if (end - start >= LONG_DIGITS) return true
  }
  return false
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39
}
