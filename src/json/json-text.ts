/** No text of a person begins with it, and no name is looked at. */
const MARK = "\0BigInt "
const MARKED = /(?<!\\)"\\u0000BigInt (-?\d+)"(?!:)/g
const MARKED_TEXT = new RegExp(`^${MARK}-?\\d+$`)

/**
 * What `JSON.stringify` says, and BigInts as their digits; `undefined` is said as `null`.
 *
 * @throws TypeError if a value contains itself.
 */
export function jsonText(value: unknown): string {
  let hasBigInts = false
  const marked = (_name: string, one: unknown): unknown => {
    if (typeof one === "bigint") {
      hasBigInts = true
      return `${MARK}${one}`
    }
    if (typeof one === "string" && MARKED_TEXT.test(one)) throw new TypeError("A text looks like a mark.")
    return one
  }
  const json = JSON.stringify(value, marked) ?? "null"
  return hasBigInts ? json.replaceAll(MARKED, "$1") : json
}
