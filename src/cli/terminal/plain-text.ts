import { visibleText } from "../../messages/visible-text.ts"

/** Control characters, what cannot be seen, what turns the direction of writing, and what ends a line. */
const UNPRINTABLE = String.raw`\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u034F\u115F\u1160\u3164\uFFA0`
const RUN = new RegExp(`[ ${UNPRINTABLE}]+`, "gu")
const BLANKS = /^ +$/
/** What separates words, or lines. */
const SEPARATORS = /[\s\u0085]+/gu
/** What the program's own styles are made of. */
const STYLE = "\u001B\\[(?:1|2|22)m"
const UNSTYLED = new RegExp(`(?:(?!\n)[${UNPRINTABLE}])+`, "gu")
const STYLED = new RegExp(`${STYLE}|(?!\n|${STYLE})[${UNPRINTABLE}]`, "gu")

/** Whether all of a text can be seen on a terminal as it is. */
export function isPlain(text: string): boolean {
  return text.search(ANY) === -1
}

const ANY = new RegExp(`[${UNPRINTABLE}]`, "u")

/**
 * Text from a file, a server or an error as it can be shown on a terminal: on one line, no longer than `maxChars`, and with the names of control
 * characters, which could move the cursor or worse, and of others that cannot be seen: `<U+200B ZERO WIDTH SPACE>`.
 */
export function plainText(text: string, maxChars: number = 300): string {
  const line = text.replaceAll(RUN, (run) => (BLANKS.test(run) ? run : shownRun(run))).trim()
  if (line.length <= maxChars) return line
  return `${line
    .slice(0, maxChars - 3)
    .replace(/[\uD800-\uDBFF]$/, "")
    .trimEnd()}...`
}

/** What cannot be seen and stands together, with blanks between. */
function shownRun(run: string): string {
  return run.split(SEPARATORS).map(visibleText).join(" ")
}

/** A message as one line, whatever names it holds: a line feed in the name of a file or a column must not begin a line of its own. */
export function oneLine(message: string): string {
  return plainText(message, Infinity)
}

/**
 * Lines of our own, which may hold text of others, as a terminal may be given them: no control characters but line feeds and, where
 * they are wanted, the program's own styles.
 */
export function plainLines(text: string, isStyled: boolean): string {
  if (!isStyled) return text.replaceAll(UNSTYLED, " ")
  return text.replaceAll(STYLED, (found) => (found.length > 2 ? found : " "))
}
