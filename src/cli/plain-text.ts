// Control characters, and the invisible ones that turn the direction of writing.
const UNPRINTABLE = / *[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+ */gu

/**
 * Text from a file, a server or an error as it can be shown on a terminal: on one line, without control characters, which
 * could move the cursor or worse, and no longer than `maxChars`.
 */
export function plainText(text: string, maxChars: number = 300): string {
  const line = text.replaceAll(UNPRINTABLE, " ").trim()
  return line.length <= maxChars ? line : `${line.slice(0, maxChars - 3).trimEnd()}...`
}
