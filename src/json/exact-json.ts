import { jsonText } from "./json-text.ts"

/** Fewer digits are always kept. */
const LONG_DIGITS = /\d{16}/
/** A text or a number in JSON; nothing else in it has digits. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const WHOLE = /^-?\d+$/

/**
 * What `JSON.parse` says, but whole numbers beyond 2^53 - 1 as BigInts, so that no digit of them is lost.
 *
 * @throws SyntaxError if it is no JSON.
 */
export function parseExactJson(json: string): unknown {
  if (!LONG_DIGITS.test(json)) return JSON.parse(json)
  let mark = "number"
  while (json.includes(mark)) mark += "_"
  let hasBigInteger = false
  const marked = json.replaceAll(TOKENS, (token) => {
    if (!WHOLE.test(token) || Number.isSafeInteger(Number(token))) return token
    hasBigInteger = true
    return `"${mark}${token}"`
  })
  if (!hasBigInteger) return JSON.parse(json)
  // What is no JSON is told in its own words.
  JSON.parse(json)
  return JSON.parse(marked, (_name, value: unknown) =>
    typeof value === "string" && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
  )
}

/** What {@link parseExactJson} reads as it was: what `JSON.stringify` says, but BigInts as their digits. */
export function exactJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "null"
  } catch (error) {
    // It does not say BigInts.
    if (error instanceof TypeError) return jsonText(value)
    throw error
  }
}

/** Whether there is a BigInt in what {@link parseExactJson} has read. */
export function hasBigInt(value: unknown): boolean {
  const left: unknown[] = [value]
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    if (typeof one === "bigint") return true
    if (typeof one === "object" && one !== null) left.push(...(Object.values(one) as unknown[]))
  }
  return false
}
