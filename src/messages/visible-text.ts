import { characterName } from "./character-name.ts"

/** What cannot be seen, or looks like another blank. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034F\u115F\u1160\u3164\uFFA0]|(?! )\p{Zs}/gu
const AT_THE_ENDS = /^ | $/g

/** A name as messages show it: characters that cannot be seen, and blanks at its ends, are named: `email<U+200B ZERO WIDTH SPACE>`. */
export function visibleText(text: string): string {
  const named = (character: string): string => `<${characterName(character)}>`
  return text.replaceAll(AT_THE_ENDS, named).replaceAll(UNSEEN, named)
}
