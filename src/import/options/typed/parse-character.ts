import { UsageError } from "../../../errors.ts"

/**
 * Reads the value of a flag that is a character.
 *
 * @throws {@link UsageError} if it is none of ASCII.
 */
export function parseCharacter(text: string, flag: string): string {
  const character = text.toLowerCase() === "backslash" ? "\\" : characterOf(text)
  if (character !== undefined && /^[\t -~]$/.test(character)) return character
  throw new UsageError(`${flag} is ${JSON.stringify(text)}; it must be one ASCII character.`)
}

/**
 * Reads the value of `--quote`: a character, or none.
 *
 * @throws {@link UsageError} if it is neither.
 */
export function parseQuote(text: string, flag: string): string {
  return text.toLowerCase() === "none" ? "none" : parseCharacter(text, flag)
}

/** A character as it was typed, or as programs write one that cannot be typed: `\\t`, `\\x01`, `\\u0001`; undefined for any other text. */
export function characterOf(text: string): string | undefined {
  if (text === String.raw`\t`) return "\t"
  if (text === String.raw`\\`) return "\\"
  const code = /^\\(?:x([\da-f]{2})|u([\da-f]{4})|u\{([\da-f]{1,6})\})$/i.exec(text)
  if (code !== null) {
    const number = Number.parseInt(code.slice(1).find((digits) => digits !== undefined) ?? "", 16)
    return number <= 0x10_ff_ff ? String.fromCodePoint(number) : undefined
  }
  return Array.from(text).length === 1 ? text : undefined
}
