/** Takes a secret out of a text; a text without it stays as it is. */
export type Scrub = (text: string) => string

/** Shorter ones are words for a sandbox, and parts of many other words. Iterable's keys have 32 characters. */
const SHORTEST_SECRET = 12
/** So many characters of a secret in a row are no coincidence, whatever stands between them. */
const FEWEST_SPACED = 8
/** Of one that has so many characters, seven eighths are no coincidence either. */
const FEWEST_CUT = 24
/** What stands where a secret was. */
const REMOVED = "[removed]"

/** For those who have no secret. */
export const scrubNothing: Scrub = (text) => text

/**
 * Takes a secret of visible ASCII characters out of texts, in whatever form it comes back: in other capitals or as wide characters; with
 * anything between its characters that is neither a letter nor a digit, with tags and with commands for terminals; escaped for JSON,
 * programs, URLs, mail or HTML, in part or as a whole, once or more often; as Base64 or hexadecimal digits, within more of the same or
 * not, up to three times one upon the other; as the numbers of its characters; and without an eighth of it, or all but eight characters
 * of its beginning or end, where a sign says that the rest was left out.
 *
 * JSON stays JSON, and CSV stays CSV. It takes time in proportion to the text, and little where there is nothing to find.
 */
export function secretScrubber(secret: string): Scrub {
  if (secret.length < SHORTEST_SECRET) return scrubNothing
  const needles = needlesOf(secret)
  // Hardly more than blanks and dashes: as it is, or not at all.
  if (needles.length === 0) return (text) => text.replaceAll(secret, REMOVED)
  const search: Search = {
    needles,
    core: oneOf(needles.map(({ isBase64, spare, text }) => beginning(text.slice(spare), isBase64))),
    edge: oneOf(
      needles.flatMap(({ isBase64, text }) => [
        beginning(text, isBase64),
        beginning(text.slice(-FEWEST_SPACED), isBase64),
      ]),
    ),
  }
  return (text) =>
    mayHold(text, search, MAX_DECODINGS) ? without(text, rangesOf(text, search, MAX_DECODINGS)) : text
}

/** What is searched for, and what a text looks like that may hold it. */
interface Search {
  readonly needles: readonly Needle[]
  readonly core: RegExp
  /** The same where a part was left out. */
  readonly edge: RegExp
}

/** A form of a secret, and how a text must be read to find it. */
interface Needle {
  readonly text: string
  /** So many of its characters may be missing at either end, or at both together. */
  readonly spare: number
  /** Takes away what may stand between the characters, one of which may be written in several ways. */
  readonly isBase64: boolean
}

/** What cannot be seen, and backslashes, which may stand in front of any character. */
const BLANK = String.raw`\s\\\x00-\x1F\x7F-\x9F\xAD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF`
const SEPARATOR = String.raw`^A-Za-z\d`
const BLANKS = new RegExp(`[${BLANK}]`)
const SEPARATORS = new RegExp(`[${SEPARATOR}]`)

function needlesOf(secret: string): readonly Needle[] {
  const lower = secret.toLowerCase()
  const solid = squeezed(lower, false).text
  if (solid.length < FEWEST_SPACED) return []
  const texts = [solid, Buffer.from(secret).toString("hex")]
  const encoded = [secret, lower, secret.toUpperCase()].flatMap(base64Forms)
  return [
    ...texts.map((text) => needleOf(text, false)),
    ...Array.from(new Set(encoded), (text) => needleOf(text, true)),
  ]
}

function needleOf(text: string, isBase64: boolean): Needle {
  return { text, isBase64, spare: text.length < FEWEST_CUT ? 0 : Math.floor(text.length / 8) }
}

/** The characters that stand for a text in Base64, wherever it begins in what is encoded: there are three ways. */
function base64Forms(text: string): readonly string[] {
  return [0, 1, 2].map((bytesBefore) => {
    const bytes = Buffer.concat([Buffer.alloc(bytesBefore), Buffer.from(text)])
    const end = Math.floor((bytes.length * 8) / 6)
    return bytes.toString("base64").slice(Math.ceil((bytesBefore * 8) / 6), end)
  })
}

function oneOf(patterns: readonly string[]): RegExp {
  return new RegExp([...new Set(patterns)].join("|"))
}

/** Enough of a form to be rare. */
const BEGINNING_CHARS = 5

/** How a form begins in a text in which nothing is escaped. */
function beginning(text: string, isBase64: boolean): string {
  const characters = Array.from(text.slice(0, BEGINNING_CHARS), (one) => {
    if (isBase64) return BASE64_WAYS[one] ?? one
    const upper = one.toUpperCase()
    return upper === one ? one : `[${one}${upper}]`
  })
  return characters.join(isBase64 ? `[${BLANK}]*` : `[${SEPARATOR}]*`)
}

const BASE64_WAYS: Readonly<Record<string, string>> = { "+": String.raw`[+\-]`, "/": "[/_]" }

/** A text that was made of another one, and where in that one each of its characters was written. */
interface Reading {
  readonly text: string
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** What is escaped in more ways than that, one upon the other, is nothing that a server does. */
const MAX_ROUNDS = 4

/** A way to write characters as something else, or something between them. */
interface Escaping {
  /** No text without it holds any. */
  readonly sign: RegExp
  /** One character, however often it was escaped: each further time makes a run longer, of backslashes, of `25` or of `amp;`. */
  readonly pattern: RegExp
  /** What that stands for. */
  readonly read: (escape: string) => string
}

const blank = (): string => " "

/** A blank for what is no character of a secret, and says nothing of what is left out or how it looks. */
function character(code: number): string {
  return (code > 0x20 && code < 0x7f) || code === 0x1b || code === 0x2026 ? String.fromCharCode(code) : " "
}

const ofDigits = (radix: number, pattern: RegExp) => (escape: string) =>
  character(Number.parseInt(pattern.exec(escape)?.[0] ?? "", radix))

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
  if (digits !== undefined) return character(Number.parseInt(digits, x === "" ? 10 : 16))
  return NAMED[/([a-z\d]+);$/i.exec(escape)?.[1]?.toLowerCase() ?? ""] ?? " "
}

const LAST_TWO = /..$/
const URLS: Escaping = { sign: /%/, pattern: /%(?:25)*[\da-f]{2}/gi, read: ofDigits(16, LAST_TWO) }
const HTML: Escaping = {
  sign: /&/,
  pattern: /&(?:amp;)*(?:#\d{1,9};?|#x[\da-f]{1,9};?|[a-z]{2,8}\d{0,2};)/gi,
  read: readHtml,
}
const CODES: Escaping = {
  sign: /\\/,
  pattern: /(?<!\\)\\+(?:u\{[\da-f]{1,9}\}|u[\da-f]{4}|x[\da-f]{2})/gi,
  read: ofDigits(16, /[\da-f]+(?=\}?$)/i),
}
const OCTAL: Escaping = { sign: /\\/, pattern: /(?<!\\)\\+[0-3][0-7]{2}/g, read: ofDigits(8, /\d+$/) }
const BREAKS: Escaping = { sign: /\\/, pattern: /(?<!\\)\\+[nrt]/g, read: blank }
const RARE_BREAKS: Escaping = { sign: /\\/, pattern: /(?<!\\)\\+[bfv]/g, read: blank }
const MAIL: Escaping = { sign: /=/, pattern: /=(?:3D)*[\da-f]{2}/gi, read: ofDigits(16, LAST_TWO) }
const WIDE = /[\uFF01-\uFF5E]|\uD835[\uDC00-\uDFFF]/
const WIDE_CHARACTERS: Escaping = {
  sign: WIDE,
  pattern: new RegExp(WIDE, "g"),
  read: (wide) => wide.normalize("NFKC"),
}
const TAGS: Escaping = { sign: /</, pattern: /<[a-z/!][^<>]{0,200}>/gi, read: blank }
const TERMINAL = new RegExp(String.raw`\x1B\[[\d;?]*[A-Za-z]`)
const TERMINAL_COMMANDS: Escaping = { sign: TERMINAL, pattern: new RegExp(TERMINAL, "g"), read: blank }
/** Of a list of characters as JSON writes some: `{"0":107,"1":51}`. */
const INDEX = /"\d{1,3}\\*"\s*:/
const INDEXES: Escaping = { sign: INDEX, pattern: new RegExp(INDEX, "g"), read: blank }
const BETWEEN = [WIDE_CHARACTERS, TAGS, TERMINAL_COMMANDS, INDEXES]
/** What stands in front of a secret may look like an escape together with the secret's first character: then one of these finds it. */
const ORDERS: readonly (readonly Escaping[])[] = [
  [URLS, HTML, CODES, BREAKS, RARE_BREAKS, ...BETWEEN, OCTAL, MAIL],
  [CODES, BREAKS, RARE_BREAKS, HTML, URLS, ...BETWEEN, MAIL, OCTAL],
]

const ANY_SIGN = new RegExp(String.raw`[%&\\=<\x1B]|${WIDE.source}|${INDEX.source}`)

/** A text as it is, and what its escapes stand for, until there are none: each of them may be the one that shows a secret. */
function levelsOf<Level>(
  text: Level,
  hasEscapes: boolean,
  unescape: (level: Level, escaping: Escaping) => Level,
): readonly Level[] {
  const levels = [text]
  if (!hasEscapes) return levels
  for (const order of ORDERS) {
    let level = text
    for (let round = 0, before: Level | undefined; round < MAX_ROUNDS && level !== before; round += 1) {
      before = level
      for (const escaping of order) {
        const next = unescape(level, escaping)
        if (next !== level) levels.push((level = next))
      }
    }
    // Where there is but one escaping, any order does.
    if (levels.length <= 2) break
  }
  return levels
}

/** What was left out, or stands for it. */
const LEFT_OUT = String.raw`(?:…|\.{3}|\*{2}|•{2}|█{2})`
const LEFT_OUT_ANYWHERE = new RegExp(LEFT_OUT)
const LEFT_OUT_BEHIND = new RegExp(`^["'\\\\\\s()[\\]<>]{0,4}${LEFT_OUT}`)
const LEFT_OUT_BEFORE = new RegExp(`${LEFT_OUT}["'\\\\\\s()[\\]<>]{0,4}$`)
const LEFT_OUT_CHARS = 8

/** A first look, which takes less time than to find it. */
function mayHold(text: string, search: Search, decodings: number): boolean {
  const levels = levelsOf(text, ANY_SIGN.test(text), unescapedText)
  const canBeLeftOut = levels.some((level) => LEFT_OUT_ANYWHERE.test(level))
  if (levels.some((level) => search.core.test(level) || (canBeLeftOut && search.edge.test(level))))
    return true
  const holds = (reading: string): boolean => mayHold(reading, search, decodings - 1)
  return (
    decodings > 0 &&
    firstAndLast(levels).some((level) => encodedIn(level).some((one) => one.readings.some(holds)))
  )
}

/** The first and the last of several. */
function firstAndLast<Item>(items: readonly Item[]): readonly Item[] {
  return items.length === 1 ? items : items.filter((_, index) => index === 0 || index === items.length - 1)
}

function unescapedText(text: string, { pattern, read, sign }: Escaping): string {
  return sign.test(text) ? text.replaceAll(pattern, read) : text
}

/** Where a text holds what is searched for, from one index to the one before another, in order, none touching the next. */
type Range = readonly [start: number, end: number]

function rangesOf(text: string, search: Search, decodings: number): readonly Range[] {
  const levels = levelsOf(whole(text), true, unescaped)
  const found = levels.flatMap((reading) => foundIn(reading, search.needles))
  if (decodings > 0)
    found.push(...firstAndLast(levels).flatMap((reading) => encodedRanges(reading, search, decodings - 1)))
  return merged(found.map(([start, end]) => [startOfEscape(text, start), end]))
}

function encodedRanges({ ends, starts, text }: Reading, search: Search, decodings: number): readonly Range[] {
  const holds = (one: string): boolean =>
    mayHold(one, search, decodings) && rangesOf(one, search, decodings).length > 0
  return encodedIn(text)
    .filter(({ readings }) => readings.some(holds))
    .map(({ end, start }) => [starts[start] ?? 0, ends[end - 1] ?? 0])
}

/** How often what was decoded is decoded again. */
const MAX_DECODINGS = 2

/** A stretch of a text that may say something else, or several things. */
interface Encoded {
  readonly start: number
  readonly end: number
  readonly readings: readonly string[]
}

/** Base64 or hexadecimal digits, in lines too, if it is long enough for a secret that was encoded more than once. */
const DIGITS =
  /(?:[\w+/-]|\\(?=\\{0,3}\/)){40,}(?:\s{1,4}(?:[\w+/-]|\\(?=\\{0,3}\/)){40,})*(?:\s{1,4}[\w+/-]+)?/g
const DIGIT = /[\w+/\\-]/
const FEWEST_DIGITS = 40
const HEX_DIGITS = /[\da-f]{40,}/gi
const NUMBER = String.raw`(?:0x[\da-f]{2}|\d{2,3})`
const NUMBERS = new RegExp(
  String.raw`(?:(?=0x)|(?<!\d))(?:${NUMBER}\W{1,40}){${FEWEST_SPACED - 1},}${NUMBER}`,
  "gi",
)
const MANY_NUMBERS = new RegExp(String.raw`(?:${NUMBER}\W{1,40}){${FEWEST_SPACED - 1}}`, "i")
const EACH_NUMBER = new RegExp(NUMBER, "gi")
/** No coincidence, so that what has none was no text. */
const READABLE = new RegExp(String.raw`[\0\x20-\x7E]{16,}`)

function encodedIn(text: string): readonly Encoded[] {
  const encoded = (pattern: RegExp, readingsOf: (stretch: string) => readonly string[]): readonly Encoded[] =>
    Array.from(text.matchAll(pattern), ({ 0: stretch, index: start }) => ({
      start,
      end: start + stretch.length,
      readings: readingsOf(stretch),
    }))
  return [
    ...(hasManyDigits(text) ? encoded(DIGITS, readDigits) : []),
    ...(MANY_NUMBERS.test(text) ? encoded(NUMBERS, readNumbers) : []),
  ]
}

/** One of so many in a row stands at each place that is a multiple of their number. */
function hasManyDigits(text: string): boolean {
  for (let at = FEWEST_DIGITS - 1; at < text.length; at += FEWEST_DIGITS) {
    let [start, end] = [at, at]
    while (end < text.length && end - start < FEWEST_DIGITS && DIGIT.test(text.charAt(end))) end += 1
    if (end === at) continue
    while (start > 0 && end - start < FEWEST_DIGITS && DIGIT.test(text.charAt(start - 1))) start -= 1
    if (end - start >= FEWEST_DIGITS) return true
  }
  return false
}

function readNumbers(stretch: string): readonly string[] {
  return [(stretch.match(EACH_NUMBER) ?? []).map((number) => character(Number(number))).join("")]
}

/** Nothing says where the first digit stands. */
function readDigits(stretch: string): readonly string[] {
  const digits = stretch.replaceAll(/[\s\\]/g, "")
  const hex = digits.match(HEX_DIGITS) ?? []
  const isHex = hex[0]?.length === digits.length
  return [
    ...(isHex ? [] : [0, 1, 2, 3].map((from) => Buffer.from(digits.slice(from), "base64"))),
    ...[0, 1].flatMap((from) => hex.map((some) => Buffer.from(some.slice(from), "hex"))),
  ]
    .map((bytes) => bytes.toString("latin1"))
    .filter((reading) => READABLE.test(reading))
}

function foundIn(reading: Reading, needles: readonly Needle[]): readonly Range[] {
  const [solid, base64] = [squeezed(reading.text, false), squeezed(reading.text, true)]
  const found: Range[] = []
  for (const needle of needles) {
    const view = needle.isBase64 ? base64 : solid
    const { length } = needle.text
    const { spare } = needle
    for (const [from, to] of [
      [spare, length - spare],
      [0, FEWEST_SPACED],
      [length - FEWEST_SPACED, length],
    ] as const) {
      const part = needle.text.slice(from, to)
      for (let at = view.text.indexOf(part); at !== -1; at = view.text.indexOf(part, at + 1)) {
        const before = sharedBefore(needle.text, from, view.text, at)
        const behind = sharedBehind(needle.text, to, view.text, at + part.length)
        const start = view.kept[at - before] ?? 0
        const end = (view.kept[at + part.length + behind - 1] ?? 0) + 1
        const isFound =
          before + part.length + behind >= length - spare ||
          (from === before && LEFT_OUT_BEHIND.test(reading.text.slice(end, end + LEFT_OUT_CHARS))) ||
          (to + behind === length &&
            LEFT_OUT_BEFORE.test(reading.text.slice(Math.max(0, start - LEFT_OUT_CHARS), start)))
        if (isFound) found.push([reading.starts[start] ?? 0, reading.ends[end - 1] ?? 0])
      }
    }
  }
  return found
}

/** How many characters in front of an index of one text are those in front of an index of another. */
function sharedBefore(one: string, oneIndex: number, other: string, otherIndex: number): number {
  let length = 0
  while (length < oneIndex && one[oneIndex - 1 - length] === other[otherIndex - 1 - length]) length += 1
  return length
}

/** How many characters from an index of one text on are those from an index of another on. */
function sharedBehind(one: string, oneIndex: number, other: string, otherIndex: number): number {
  let length = 0
  while (oneIndex + length < one.length && one[oneIndex + length] === other[otherIndex + length]) length += 1
  return length
}

function whole(text: string): Reading {
  const starts = Array.from({ length: text.length }, (_, index) => index)
  return { text, starts, ends: starts.map((start) => start + 1) }
}

function unescaped(reading: Reading, { pattern, read, sign }: Escaping): Reading {
  const { ends, starts, text } = reading
  if (!sign.test(text)) return reading
  const parts: string[] = []
  const next = { starts: [] as number[], ends: [] as number[] }
  const copy = (from: number, to: number): void => {
    parts.push(text.slice(from, to))
    for (let index = from; index < to; index += 1) {
      next.starts.push(starts[index] ?? 0)
      next.ends.push(ends[index] ?? 0)
    }
  }
  let from = 0
  for (const match of text.matchAll(pattern)) {
    copy(from, match.index)
    from = match.index + match[0].length
    const [meant = " "] = read(match[0])
    parts.push(meant)
    next.starts.push(starts[match.index] ?? 0)
    next.ends.push(ends[from - 1] ?? 0)
  }
  if (from === 0) return reading
  copy(from, text.length)
  return { text: parts.join(""), ...next }
}

/** A text without what may stand between the characters of a secret, each of which is written in one way alone; and where they stood. */
function squeezed(
  text: string,
  isBase64: boolean,
): { readonly text: string; readonly kept: readonly number[] } {
  const between = isBase64 ? BLANKS : SEPARATORS
  const kept: number[] = []
  for (let index = 0; index < text.length; index += 1) if (!between.test(text.charAt(index))) kept.push(index)
  const solid = kept.map((index) => text.charAt(index)).join("")
  return {
    text: isBase64 ? solid.replaceAll("-", "+").replaceAll("_", "/") : solid.toLowerCase(),
    kept,
  }
}

/** Half an escape in front of what is taken out would no longer be JSON. */
function startOfEscape(text: string, start: number): number {
  let from = start
  const half = /(?<=\\)u[\da-f]{0,3}$/i.exec(text.slice(Math.max(0, start - 5), start))
  if (half !== null) from -= half[0].length
  while (text[from - 1] === "\\") from -= 1
  return from
}

function merged(ranges: readonly Range[]): readonly Range[] {
  const apart: Range[] = []
  for (const [start, end] of ranges.toSorted(([one], [other]) => one - other)) {
    const last = apart.at(-1)
    if (last === undefined || start > last[1]) apart.push([start, end])
    else apart[apart.length - 1] = [last[0], Math.max(last[1], end)]
  }
  return apart
}

/** What is between the characters may be cells of CSV, texts of JSON, or numbers in it; lines stay lines. */
function without(text: string, ranges: readonly Range[]): string {
  const scrubbed = replaced(text, ranges, (part) => REMOVED + (part.match(/\\*"|[,;|\t\n]/g) ?? []).join(""))
  const careful = replaced(text, ranges, (part) => part.replaceAll(/(?:\\.|[^\s",:{}[\]\\])+/g, "1"))
  if (isJson(text)) return isJson(scrubbed) ? scrubbed : careful
  const [before, safe] = [text.split("\n"), careful.split("\n")]
  return scrubbed
    .split("\n")
    .map((line, index) => (!isJson(line) && isJson(before[index] ?? "") ? (safe[index] ?? "") : line))
    .join("\n")
}

function replaced(text: string, ranges: readonly Range[], replace: (part: string) => string): string {
  const parts: string[] = []
  let from = 0
  for (const [start, end] of ranges) {
    parts.push(text.slice(from, start), replace(text.slice(start, end)))
    from = end
  }
  return [...parts, text.slice(from)].join("")
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Whatever plain values and errors hold, scrubbed, names included; the value itself where there is nothing to take out of it. */
export function scrubValue<Value>(value: Value, scrub: Scrub): Value {
  return scrubbedValue(value, scrub) as Value
}

function scrubbedValue(value: unknown, scrub: Scrub): unknown {
  if (typeof value === "string") return scrub(value)
  if (typeof value !== "object" || value === null) return value
  if (value instanceof Error) scrubError(value, scrub)
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => scrubbedValue(item, scrub))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  const entries = Object.entries(value)
  const scrubbed = entries.map(([name, part]) => [scrub(name), scrubbedValue(part, scrub)] as const)
  const isSame = scrubbed.every(
    ([name, part], index) => name === entries[index]?.[0] && part === entries[index][1],
  )
  return isSame ? value : Object.fromEntries(scrubbed)
}

/** Scrubs what an error says, and what caused it, in place: whoever catches it gets the error that was thrown. */
export function scrubError(error: unknown, scrub: Scrub): void {
  const left: unknown[] = [error]
  const seen = new Set<unknown>()
  for (const thrown of left) {
    if (!(thrown instanceof Error) || seen.has(thrown)) continue
    seen.add(thrown)
    for (const name of ["message", "stack"] as const) scrubProperty(thrown, name, scrub)
    left.push(thrown.cause)
    if (thrown instanceof AggregateError) left.push(...(thrown.errors as unknown[]))
  }
}

function scrubProperty(error: Error, name: "message" | "stack", scrub: Scrub): void {
  const text: unknown = error[name]
  if (typeof text !== "string") return
  const value = scrub(text)
  // One that nobody can change stays as it is.
  if (value !== text) Reflect.defineProperty(error, name, { value, configurable: true, writable: true })
}
