/** Control characters that JSON leaves as they are, and what cannot be seen or turns the direction of writing. */
const INVISIBLE = /[\u034F\u007F-\u009F\u115F\u1160\u3164\uFFA0\p{Cf}\p{Zl}\p{Zp}]/gu

/** JSON that means the same, and in which nothing commands a terminal, is invisible, or turns the text around it. */
export function visibleJson(json: string): string {
  return json.replaceAll(INVISIBLE, (character) =>
    Array.from({ length: character.length }, (_, index) => escaped(character.charCodeAt(index))).join(""),
  )
}

function escaped(code: number): string {
  return `\\u${code.toString(16).padStart(4, "0")}`
}
