import { hasLongDigits, isWholeNumber } from "./unsafe-number.ts"

/** What becomes of whole numbers in JSON that are beyond 2^53 - 1, which a JavaScript number may not hold exactly. */
export type BigIntegers = (typeof BIG_INTEGERS)[number]

export const BIG_INTEGERS = ["reject", "string", "bigint"] as const

/** Earlier releases knew no other. */
export const DEFAULT_BIG_INTEGERS = "reject"

/** A text or a number in JSON; nothing else in it has digits. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
/** No text of a record has this character: such records are rejected. */
const MARK = "\0"
const ESCAPED_MARK = String.raw`\u0000`

/** What valid JSON says, with whole numbers that are too large for a number as text, or as BigInts; `undefined` if it has none. */
export function withBigIntegers(
  json: string,
  as: Exclude<BigIntegers, "reject">,
): { readonly value: unknown; /** With these numbers between quotes. */ readonly json: string } | undefined {
  if (!hasLongDigits(json) || json.includes(ESCAPED_MARK)) return undefined
  const mark = as === "bigint" ? ESCAPED_MARK : ""
  const quoted = json.replaceAll(TOKENS, (token) => (isBigInteger(token) ? `"${mark}${token}"` : token))
  if (quoted === json) return undefined
  return { value: as === "bigint" ? JSON.parse(quoted, revived) : JSON.parse(quoted), json: quoted }
}

/** The same of one number; `undefined` if it is none of those. */
export function bigInteger(number: string, as: BigIntegers): string | bigint | undefined {
  if (as === "reject" || !isBigInteger(number)) return undefined
  return as === "string" ? number : BigInt(number)
}

function isBigInteger(token: string): boolean {
  return isWholeNumber(token) && !Number.isSafeInteger(Number(token))
}

function revived(_name: string, value: unknown): unknown {
  return typeof value === "string" && value.startsWith(MARK) ? BigInt(value.slice(MARK.length)) : value
}
