const ADDRESS = /^[^\s@,;|]+@[^\s@,;|]+\.[^\s@,;|]+$/
const NUMBER = /^[+-]?\d[\d.,]*$/
const YEAR = /^(19|20)\d\d$/
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i
const DATE = /^\d{4}-\d\d-\d\d/

/**
 * A name that surely is a value, in what should be a header: an address, an id of 36 characters, a number. Several numbers may be names: years, or
 * one after the other.
 */
export function dataLikeName(names: readonly string[]): string | undefined {
  const address = names.find((name) => ADDRESS.test(name) || UUID.test(name))
  if (address !== undefined) return address
  const numbers = names.filter((name) => NUMBER.test(name) && !YEAR.test(name))
  const isSeries =
    numbers.length > 1 &&
    numbers.every((name, at) => at === 0 || Number(name) === Number(numbers[at - 1]) + 1)
  // A table without names has a single column 0 in some programs.
  return isSeries || numbers.join() === "0" ? undefined : numbers[0]
}

/** Whether a value is of a kind that can be told: an address, a number, a date, an id. */
export function hasKind(value: string): boolean {
  return ADDRESS.test(value) || NUMBER.test(value) || DATE.test(value) || UUID.test(value)
}
