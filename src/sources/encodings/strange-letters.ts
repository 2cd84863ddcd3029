/** Scripts of which no word has letters beside those of another one. */
const SCRIPTS = ["Latin", "Greek", "Cyrillic", "Hebrew", "Arabic", "Thai", "Han", "Hangul"]

/** What hardly stands in text that people write, and often in such as is read in the wrong encoding. */
const STRANGE: readonly RegExp[] = [
  // M√ºller, J”rg
  /(?<=\p{L})[^\p{L}\p{M}\p{ASCII}’‘·](?=\p{L})/gu,
  // KOLn, grˆﬂe, ░▒▓
  /[\u0080-\u009F\u2500-\u25FF\uE000-\uF8FF\uFB00-\uFB04]|[\p{Sk}\p{Lm}](?<![\u3005\u3031-\u3035\u309D\u309E\u30FC-\u30FE\uFF70`^])/gu,
  // dÜ: not within camelCase
  /(?<=\p{Ll})(?!\p{ASCII}{2})\p{Lu}|\p{Ll}(?<!\p{ASCII})(?=[A-Z])/gu,
  // Èâàí
  /[\u00AA-\u024F]{3}/gu,
  ...SCRIPTS.map((script) => {
    const others = SCRIPTS.filter((other) => other !== script).map((other) => `\\p{Script=${other}}`)
    return new RegExp(`(?<=\\p{Script=${script}})[${others.join("")}]`, "gu")
  }),
]

/** How often a text has letters where people put none. */
export function strangeLetters(text: string): number {
  return STRANGE.reduce((count, pattern) => count + (text.match(pattern)?.length ?? 0), 0)
}
