/** What cannot be seen, and backslashes, which may stand in front of any character. */
export const BLANK: string = String.raw`\s\\\x00-\x1F\x7F-\x9F\xAD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF`
/** What may stand between the characters of a secret that is not encoded. */
export const SEPARATOR: string = String.raw`^A-Za-z\d`

const BLANKS = new RegExp(`[${BLANK}]`)
const SEPARATORS = new RegExp(`[${SEPARATOR}]`)

/** A text without what may stand between the characters of a secret. */
export interface Squeezed {
  /** Each character that may be written in several ways is written in one. */
  readonly text: string
  /** Where in the whole text each character stands. */
  readonly kept: readonly number[]
}

/** Takes out of a text what may stand between the characters of a secret. */
export function squeezed(text: string, isBase64: boolean): Squeezed {
  const between = isBase64 ? BLANKS : SEPARATORS
  const kept: number[] = []
  for (let index = 0; index < text.length; index += 1) if (!between.test(text.charAt(index))) kept.push(index)
  const solid = kept.map((index) => text.charAt(index)).join("")
  return {
    text: isBase64 ? solid.replaceAll("-", "+").replaceAll("_", "/") : solid.toLowerCase(),
    kept,
  }
}
