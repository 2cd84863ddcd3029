/** What stands, behind a backslash, for a character that cannot be seen: as MySQL and Postgres write it. */
const LETTERS: Readonly<Record<string, string>> = {
  "0": "\0",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  Z: "\u001A",
}

/**
 * Takes escapes out of fields: of an escape and the character behind it, the character stays. Behind a backslash, the letters of MySQL and Postgres
 * stand for line ends and the like, and a whole field `\N`, which stands for no value there, is left as it is.
 */
export class CsvEscapes {
  readonly #escape: string
  readonly #pattern: RegExp
  readonly #quotedPattern: RegExp

  /** @param quote that stands around fields, and is doubled within them */
  constructor(escape: string, quote = '"') {
    this.#escape = escape
    const escaped = `${inPattern(escape)}([^])`
    this.#pattern = new RegExp(escaped, "g")
    this.#quotedPattern =
      quote === "none" ? this.#pattern : new RegExp(`${escaped}|${inPattern(quote)}{2}`, "g")
  }

  /** A field that stood without quotes. */
  unquoted(field: string): string {
    return field === String.raw`\N` ? field : field.replaceAll(this.#pattern, this.#meant)
  }

  /** What stood between quotes. */
  quoted(field: string): string {
    return field.replaceAll(this.#quotedPattern, this.#meant)
  }

  readonly #meant = (found: string, character: string | undefined): string => {
    if (character === undefined) return found.slice(1)
    return (this.#escape === "\\" ? LETTERS[character] : undefined) ?? character
  }
}

function inPattern(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|]/, String.raw`\$&`)
}
