/** A way to write characters as something else, or something between them. */
export interface Escaping {
  /** Tells it apart in a set of escapings. */
  readonly bit: number
  /** One character, however often it was escaped: each further time makes a run longer, of backslashes, of `25` or of `amp;`. */
  readonly pattern: RegExp
  /** What that stands for. */
  readonly read: (escape: string) => string
}

const blank = (): string => " "

/** A blank for what is no character of a secret, and says nothing of what is left out or how it looks. */
export function asciiCharacter(code: number): string {
  return (code > 0x20 && code < 0x7f) || code === 0x1b || code === 0x2026 ? String.fromCharCode(code) : " "
}

const ofDigits = (radix: number, pattern: RegExp) => (escape: string) =>
  asciiCharacter(Number.parseInt(pattern.exec(escape)?.[0] ?? "", radix))

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  hellip: "…",
}

function readHtml(escape: string): string {
  const [, x, digits] = /#(x?)([\da-f]+);?$/i.exec(escape) ?? []
  if (digits !== undefined) return asciiCharacter(Number.parseInt(digits, x === "" ? 10 : 16))
  return NAMED[/([a-z\d]+);$/i.exec(escape)?.[1]?.toLowerCase() ?? ""] ?? " "
}

const LAST_TWO = /..$/
const URLS: Escaping = { bit: 1, pattern: /%(?:25)*[\da-f]{2}/gi, read: ofDigits(16, LAST_TWO) }
const HTML: Escaping = {
  bit: 2,
  pattern: /&(?:amp;)*(?:#\d{1,9};?|#x[\da-f]{1,9};?|[a-z]{2,8}\d{0,2};)/gi,
  read: readHtml,
}
const CODES: Escaping = {
  bit: 4,
  pattern: /(?<!\\)\\+(?:u\{[\da-f]{1,9}\}|u[\da-f]{4}|x[\da-f]{2})/gi,
  read: ofDigits(16, /[\da-f]+(?=\}?$)/i),
}
/** Of visible characters, as short as they can be written too: `\60` for `0`. */
const OCTAL: Escaping = {
  bit: 8,
  pattern: /(?<!\\)\\+(?:[0-3][0-7]{2}|[4-7][0-7])/g,
  read: ofDigits(8, /\d+$/),
}
const BREAKS: Escaping = { bit: 16, pattern: /(?<!\\)\\+[nrt]/g, read: blank }
const RARE_BREAKS: Escaping = { bit: 32, pattern: /(?<!\\)\\+[bfv]/g, read: blank }
const MAIL: Escaping = { bit: 64, pattern: /=(?:3D)*[\da-f]{2}/gi, read: ofDigits(16, LAST_TWO) }
const WIDE_CHARACTERS: Escaping = {
  bit: 128,
  pattern: /[\uFF01-\uFF5E]|\uD835[\uDC00-\uDFFF]/g,
  read: (wide) => wide.normalize("NFKC"),
}
const TAGS: Escaping = { bit: 256, pattern: /<[a-z/!][^<>]{0,200}>/gi, read: blank }
const TERMINAL_COMMANDS: Escaping = {
  bit: 512,
  pattern: new RegExp(String.raw`\x1B\[[\d;?]*[A-Za-z]`, "g"),
  read: blank,
}
/** Of a list of characters as JSON writes some: `{"0":107,"1":51}`; CSV doubles each quote, and JSON may stand in it, or it in JSON. */
const INDEX = String.raw`"\d{1,3}(?:\\*")+\s*:`
const INDEXES: Escaping = { bit: 1024, pattern: new RegExp(INDEX, "g"), read: blank }

const INDEX_HERE = new RegExp(INDEXES.pattern, "y")

const BETWEEN = [WIDE_CHARACTERS, TAGS, TERMINAL_COMMANDS, INDEXES]
/** What stands in front of a secret may look like an escape together with the secret's first character: then one of these finds it. */
const ORDERS: readonly (readonly Escaping[])[] = [
  [URLS, HTML, CODES, BREAKS, RARE_BREAKS, ...BETWEEN, OCTAL, MAIL],
  [CODES, BREAKS, RARE_BREAKS, HTML, URLS, ...BETWEEN, MAIL, OCTAL],
]

const bitsOf = (...escapings: readonly Escaping[]): number =>
  escapings.reduce((bits, { bit }) => bits | bit, 0)

/** A table by the codes of characters. */
function tableOf(bits: Readonly<Record<string, number>>): Uint16Array {
  return Uint16Array.from({ length: 128 }, (_, code) => bits[String.fromCharCode(code)] ?? 0)
}

/** Which escapings may begin with a character. */
const BEGIN = tableOf({
  "%": URLS.bit,
  "&": HTML.bit,
  "\\": bitsOf(CODES, OCTAL, BREAKS, RARE_BREAKS),
  "=": MAIL.bit,
  "<": TAGS.bit,
  "\u001B": TERMINAL_COMMANDS.bit,
  '"': INDEXES.bit,
})

const HEX_DIGIT = URLS.bit | MAIL.bit
/** Which escapings may go on with a character behind their first one. */
const GO_ON = Uint16Array.from({ length: 128 }, (_, code) => {
  const one = String.fromCharCode(code)
  return (
    (/[\da-f]/i.test(one) ? HEX_DIGIT : 0) |
    (/[#a-z]/i.test(one) ? HTML.bit : 0) |
    (/[ux]/i.test(one) ? CODES.bit : 0) |
    (/[0-7]/.test(one) ? OCTAL.bit : 0) |
    (/[nrt]/.test(one) ? BREAKS.bit : 0) |
    (/[bfv]/.test(one) ? RARE_BREAKS.bit : 0) |
    (/[a-z/!]/i.test(one) ? TAGS.bit : 0) |
    (one === "[" ? TERMINAL_COMMANDS.bit : 0) |
    (/\d/.test(one) ? INDEXES.bit : 0)
  )
})

/** One look that tells most texts, which hold no escapes at all. */
const ANY = new RegExp(
  String.raw`%[\da-f]|&[#a-z]|\\[ux0-7nrtbfv]|=[\da-f]|<[a-z/!]|\x1B\[|${INDEX}|[\uFF01-\uFF5E\uD835]`,
  "i",
)

/** The escapings that a text may hold, by their bits: two characters show that. */
export function escapingsIn(text: string): number {
  if (!ANY.test(text)) return 0
  let found = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code < 128) {
      const begun = BEGIN[code] ?? 0
      if (begun === 0) continue
      const next = text.charCodeAt(index + 1)
      const goesOn = begun & (next < 128 ? (GO_ON[next] ?? 0) : 0)
      if (goesOn !== INDEXES.bit || isIndexAt(text, index)) found |= goesOn
    } else if (code === 0xd835 || (code >= 0xff01 && code <= 0xff5e)) found |= WIDE_CHARACTERS.bit
  }
  return found
}

/** Many texts of JSON begin with a digit. */
function isIndexAt(text: string, at: number): boolean {
  INDEX_HERE.lastIndex = at
  return INDEX_HERE.test(text)
}

/** A text that may be read in other ways. */
export interface Level {
  readonly text: string
  /** What `escapingsIn` says of it. */
  readonly escapings: number
}

/** What is escaped in more ways than that, one upon the other, is nothing that a server does. */
const MAX_ROUNDS = 4

/** A text as it is, and what its escapes stand for, until there are none: each of them may be the one that shows a secret. */
export function levelsOf<Kind extends Level>(
  first: Kind,
  unescape: (level: Kind, escaping: Escaping) => Kind,
): readonly Kind[] {
  const levels = [first]
  if (first.escapings === 0) return levels
  for (const order of ORDERS) {
    let level = first
    for (let round = 0, before: Kind | undefined; round < MAX_ROUNDS && level !== before; round += 1) {
      before = level
      for (const escaping of order) {
        if ((level.escapings & escaping.bit) === 0) continue
        const next = unescape(level, escaping)
        if (next !== level) levels.push((level = next))
      }
    }
    // Where there is but one escaping, any order does.
    if (levels.length <= 2) break
  }
  return levels
}
