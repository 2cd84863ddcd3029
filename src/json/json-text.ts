import { decimalJson, isDecimal } from "../resources/decimal.ts"

/** A value as JSON, as `JSON.stringify` says it, but for decimals, which keep their point. */
export function jsonText(value: unknown): string {
  const plain = JSON.stringify(value) ?? ""
  let mark = "decimal"
  while (plain.includes(mark)) mark += "_"
  let hasDecimals = false
  const marked = JSON.stringify(
    value,
    function decimalsMarked(this: Readonly<Record<string, unknown>>, name, member) {
      const original = this[name]
      if (typeof original !== "object" || original === null || !isDecimal(original)) return member as unknown
      hasDecimals = true
      return `${mark}${decimalJson(original)}`
    },
  )
  return hasDecimals ? marked.replaceAll(new RegExp(`"${mark}([^"]+)"`, "g"), "$1") : plain
}
