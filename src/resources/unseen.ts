import { ResourceError } from "../errors.ts"
import { characterName } from "../messages/character-name.ts"
import type { Message } from "../messages/message.ts"
import { asField, asOurs, asValue, say } from "../messages/say.ts"
import { shown } from "./fields.ts"

/** Of most identifiers, that is all that is to be found out. */
const PLAIN = /^[\u0021-\u007E]*$/
/** Control characters, what has no width, halves of surrogate pairs, and ends of lines. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034F\u115F\u1160\u3164\uFFA0]/u
const BLANK = /\s/u
const BLANK_AT_AN_END = /^\s|\s$/u
const BLANK_BUT_SPACE = /[^\S ]/u

/** Where blanks are a mistake: everywhere, but for spaces within the text, or at its ends alone. */
export type BlanksRefused = "all" | "all-but-inner-spaces" | "at-ends"

const BLANKS: Readonly<Record<BlanksRefused, RegExp>> = {
  all: BLANK,
  "all-but-inner-spaces": BLANK_BUT_SPACE,
  "at-ends": BLANK_AT_AN_END,
}

/** Whether a text is of printable ASCII without blanks, so that {@link refuseUnseen} finds nothing in it. */
export function isPlainText(text: string): boolean {
  return PLAIN.test(text)
}

/**
 * Refuses an identifier with a character that nobody sees in it: it would name another user, or none.
 *
 * @throws {@link ResourceError} that names the character, where it stands, and what to do.
 */
export function refuseUnseen(text: string, field: string, blanks: BlanksRefused): void {
  if (isPlainText(text)) return
  const at = placeOf(text, blanks)
  if (at === undefined) return
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
  const name = asOurs(characterName(character))
  throw new ResourceError(
    say`${asField(field)} has ${name} ${whereIn(text, at, character)}: ${asValue(shown(text))}; ${advice(text, at, character)}`,
    field,
  )
}

/** Where the first one stands. */
function placeOf(text: string, blanks: BlanksRefused): number | undefined {
  const patterns = [UNSEEN, BLANK_AT_AN_END, BLANKS[blanks]]
  const places = patterns.flatMap((pattern) => {
    const match = pattern.exec(text)
    return match === null ? [] : [match.index]
  })
  return places.length === 0 ? undefined : Math.min(...places)
}

function whereIn(text: string, at: number, character: string): Message {
  if (at === 0) return say`at its start`
  return at + character.length === text.length
    ? say`at its end`
    : say`as its ${ordinal(Array.from(text.slice(0, at)).length + 1)} character`
}

function ordinal(place: number): Message {
  const ending = new Intl.PluralRules("en", { type: "ordinal" }).select(place)
  const suffix = { zero: "th", one: "st", two: "nd", few: "rd", many: "th", other: "th" }[ending]
  return say`${place}${asOurs(suffix)}`
}

function advice(text: string, at: number, character: string): Message {
  const isOuter = at === 0 || text.slice(at).trim() === ""
  return isOuter && character.trim() === "" ? say`trim it, with trim()` : say`take that out`
}
