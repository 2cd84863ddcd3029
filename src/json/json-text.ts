import { decimalJson, isDecimal } from "../resources/decimal.ts"

/**
 * What `JSON.stringify` says, but BigInts as their digits, and decimals with their point; `undefined` is said as `null`.
 *
 * @throws TypeError if a value contains itself.
 */
export function jsonText(value: unknown): string {
  let hasExact = false
  const withMark = (mark: string): string =>
    JSON.stringify(value, function marked(this: Readonly<Record<string, unknown>>, name, member: unknown) {
      const digits = exactDigits(this[name], member)
      if (digits === undefined) return member
      hasExact = true
      return `${mark}${digits}`
    }) ?? "null"
  const unmarked = withMark("")
  if (!hasExact) return unmarked
  let mark = "number"
  while (unmarked.includes(mark)) mark += "_"
  return withMark(mark).replaceAll(new RegExp(`"${mark}([^"]+)"`, "g"), "$1")
}

/** The digits of a number that `JSON.stringify` would not say, or not so. */
function exactDigits(original: unknown, member: unknown): string | undefined {
  if (typeof member === "bigint") return String(member)
  const isObject = typeof original === "object" && original !== null
  return isObject && isDecimal(original) ? decimalJson(original) : undefined
}
