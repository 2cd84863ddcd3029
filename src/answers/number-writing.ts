/** Whole numbers of so much are in the range of any type. */
const MOST = 1e15

/**
 * How a text is written that may be a number: with groups of digits (`1,000`, `1.234,5`) or in powers of ten (`5e3`). Undefined for
 * numbers at the edge of a range, and for digits alone.
 */
export function numberWriting(text: string): string | undefined {
  if (/e/i.test(text)) {
    const number = Number(text)
    if (!(Math.abs(number) < MOST)) return undefined
    return `${Number.isInteger(number) ? "whole" : "broken"} number in powers of ten`
  }
  const [first = "", ...others] = text.split(/\d+/)
  if (others.every((between) => between === "") || text.length > 30) return undefined
  // Groups have three digits each; what has another number of them is a fraction.
  const groups = (text.match(/\d+/g) ?? []).map((digits) => (digits.length === 3 ? "000" : "0"))
  return `number as text: ${first}0${others.map((between, index) => between + (groups[index + 1] ?? "")).join("")}`
}
