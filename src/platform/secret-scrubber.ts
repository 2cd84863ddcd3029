/** Takes a secret out of a text; a text without it stays as it is. */
export type Scrub = (text: string) => string

/** Shorter ones are words for a sandbox, and parts of many other words. Iterable's keys have 32 characters. */
const SHORTEST_SECRET = 12
/** So many characters of a secret in a row are no coincidence, whatever stands between them. */
const FEWEST_SPACED = 8
/** What stands where a secret was. */
const REMOVED = "[removed]"

/** For those who have no secret. */
export const scrubNothing: Scrub = (text) => text

/**
 * Takes a secret of visible ASCII characters out of texts, in whatever form it comes back: in other capitals; escaped for JSON, programs,
 * URLs or HTML, in part or as a whole, once or more often; as Base64 or as hexadecimal digits, within more of the same or not; with
 * blanks, dashes and the like between its characters; cut off, where an ellipsis says so.
 *
 * JSON stays JSON, and CSV stays CSV. It takes time in proportion to the text, and little where there is nothing to find.
 */
export function secretScrubber(secret: string): Scrub {
  if (secret.length < SHORTEST_SECRET) return scrubNothing
  const needles = needlesOf(secret)
  // Hardly more than blanks and dashes: as it is, or not at all.
  if (needles.length === 0) return (text) => text.replaceAll(secret, REMOVED)
  const beginning = new RegExp(needles.map(beginningOf).join("|"))
  return (text) => (mayHold(text, beginning) ? without(text, rangesOf(text, needles)) : text)
}

/** A form of a secret, and how a text must be read to find it. */
interface Needle {
  readonly text: string
  /** Takes away what may stand between the characters, one of which may be written in several ways. */
  readonly isBase64: boolean
}

/** What cannot be seen, and backslashes, which may stand in front of any character. */
const BLANK = String.raw`\s\\\x00-\x1F\x7F-\x9F\xAD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF`
/** Blanks, dashes, dots and their kind: nothing that holds JSON or CSV together. */
const SEPARATOR = String.raw`${BLANK}\-_.:+*~\u00B7\u2010-\u2015\u2212`
const BLANKS = new RegExp(`[${BLANK}]`)
const SEPARATORS = new RegExp(`[${SEPARATOR}]`)

function needlesOf(secret: string): readonly Needle[] {
  const lower = secret.toLowerCase()
  const solid = squeezed(whole(lower), false).text
  if (solid.length < FEWEST_SPACED) return []
  const texts = [solid, Buffer.from(secret).toString("hex")]
  const encoded = [secret, lower, secret.toUpperCase()].flatMap(base64Forms)
  return [
    ...texts.map((text) => ({ text, isBase64: false })),
    ...Array.from(new Set(encoded), (text) => ({ text, isBase64: true })),
  ]
}

/** The characters that stand for a text in Base64, wherever it begins in what is encoded: there are three ways. */
function base64Forms(text: string): readonly string[] {
  return [0, 1, 2].map((bytesBefore) => {
    const bytes = Buffer.concat([Buffer.alloc(bytesBefore), Buffer.from(text)])
    const end = Math.floor((bytes.length * 8) / 6)
    return bytes.toString("base64").slice(Math.ceil((bytesBefore * 8) / 6), end)
  })
}

/** Enough of a form to be rare. */
const BEGINNING_CHARS = 5

/** How a form begins in a text in which nothing is escaped. */
function beginningOf({ isBase64, text }: Needle): string {
  const characters = Array.from(text.slice(0, BEGINNING_CHARS), (character) => {
    if (isBase64) return BASE64_WAYS[character] ?? character
    const upper = character.toUpperCase()
    return upper === character ? `\\u${hex4(character)}` : `[${character}${upper}]`
  })
  return characters.join(isBase64 ? `[${BLANK}]*` : `[${SEPARATOR}]*`)
}

const BASE64_WAYS: Readonly<Record<string, string>> = { "+": String.raw`[+\-]`, "/": "[/_]" }

function hex4(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, "0")
}

/** A text that was made of another one, and where in that one each of its characters was written. */
interface Reading {
  readonly text: string
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** What is escaped in more ways than that, one upon the other, is nothing that a server does. */
const MAX_ROUNDS = 4

/** A way to write characters as something else, which begins with a sign of its own. */
interface Escaping {
  readonly sign: string
  /** One character, however often it was escaped: each further time makes a run longer, of backslashes, of `25` or of `amp;`. */
  readonly pattern: RegExp
}

const URLS: Escaping = { sign: "%", pattern: /%(?:25)*[\da-f]{2}/gi }
const HTML: Escaping = {
  sign: "&",
  pattern: /&(?:amp;)*(?:#\d{1,9}|#x[\da-f]{1,9}|amp|lt|gt|quot|apos|nbsp);/gi,
}
const CODES: Escaping = { sign: "\\", pattern: /(?<!\\)\\+(?:u\{[\da-f]{1,9}\}|u[\da-f]{4}|x[\da-f]{2})/gi }
const BREAKS: Escaping = { sign: "\\", pattern: /(?<!\\)\\+[nrt]/g }
const RARE_BREAKS: Escaping = { sign: "\\", pattern: /(?<!\\)\\+[bfv]/g }
/** What stands in front of a secret may look like an escape together with the secret's first character: then one of these finds it. */
const ORDERS: readonly (readonly Escaping[])[] = [
  [URLS, HTML, CODES, BREAKS, RARE_BREAKS],
  [CODES, BREAKS, RARE_BREAKS, HTML, URLS],
]

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }

/** What an escape stands for; a blank where that is no character of a secret. */
function meant(escape: string): string {
  const named = /([a-z]+);$/i.exec(escape)?.[1]?.toLowerCase()
  if (named !== undefined && named in NAMED) return NAMED[named] ?? " "
  const digits = escape.startsWith("%") ? escape.slice(-2) : /[ux#{]([\da-f]+)[};]?$/i.exec(escape)?.[1]
  if (digits === undefined) return " "
  const code = Number.parseInt(digits, escape.startsWith("&#") && !/#x/i.test(escape) ? 10 : 16)
  return code > 0x20 && code < 0x7f ? String.fromCharCode(code) : " "
}

/** A text as it is, and what its escapes stand for, until there are none: each of them may be the one that shows a secret. */
function levelsOf<Level>(
  text: Level,
  unescape: (level: Level, escaping: Escaping) => Level,
): readonly Level[] {
  const levels = [text]
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

function mayHold(text: string, beginning: RegExp): boolean {
  return levelsOf(text, unescapedText).some((level) => beginning.test(level))
}

function unescapedText(text: string, { pattern, sign }: Escaping): string {
  return text.includes(sign) ? text.replaceAll(pattern, meant) : text
}

/** Where a text holds what is searched for, from one index to the one before another, in order, none touching the next. */
type Range = readonly [start: number, end: number]

function rangesOf(text: string, needles: readonly Needle[]): readonly Range[] {
  const found = levelsOf(whole(text), unescaped).flatMap((reading) => foundIn(text, reading, needles))
  return merged(found.map(([start, end]) => [startOfEscape(text, start), end]))
}

function foundIn(original: string, reading: Reading, needles: readonly Needle[]): readonly Range[] {
  const [solid, base64] = [squeezed(reading, false), squeezed(reading, true)]
  const found: Range[] = []
  for (const needle of needles) {
    const { ends, starts, text } = needle.isBase64 ? base64 : solid
    const beginning = needle.text.slice(0, FEWEST_SPACED)
    for (let at = text.indexOf(beginning); at !== -1; at = text.indexOf(beginning, at + 1)) {
      const length = sharedLength(needle.text, text, at)
      const range = [starts[at] ?? 0, ends[at + length - 1] ?? 0] as const
      if (length === needle.text.length || CUT.test(original.slice(range[1]))) found.push(range)
    }
  }
  return found
}

/** What a text that was cut ends with, which may have been cut within a secret. */
const CUT = /^(?:…|\.\.\.)/

/** How many characters of a needle stand at an index of a text. */
function sharedLength(needle: string, text: string, at: number): number {
  let length = 0
  while (length < needle.length && text[at + length] === needle[length]) length += 1
  return length
}

function whole(text: string): Reading {
  const starts = Array.from({ length: text.length }, (_, index) => index)
  return { text, starts, ends: starts.map((start) => start + 1) }
}

function unescaped(reading: Reading, { pattern, sign }: Escaping): Reading {
  const { ends, starts, text } = reading
  if (!text.includes(sign)) return reading
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
    parts.push(meant(match[0]))
    next.starts.push(starts[match.index] ?? 0)
    next.ends.push(ends[from - 1] ?? 0)
  }
  if (from === 0) return reading
  copy(from, text.length)
  return { text: parts.join(""), ...next }
}

/** Without what may stand between the characters of a secret, each of which is written in one way alone. */
function squeezed({ ends, starts, text }: Reading, isBase64: boolean): Reading {
  const between = isBase64 ? BLANKS : SEPARATORS
  const kept: number[] = []
  for (let index = 0; index < text.length; index += 1) if (!between.test(text.charAt(index))) kept.push(index)
  const solid = kept.map((index) => text.charAt(index)).join("")
  return {
    text: isBase64 ? solid.replaceAll("-", "+").replaceAll("_", "/") : solid.replaceAll(/[A-Z]+/g, lowerCase),
    starts: kept.map((index) => starts[index] ?? 0),
    ends: kept.map((index) => ends[index] ?? 0),
  }
}

/** Of ASCII alone: other letters may become two. */
function lowerCase(capitals: string): string {
  return capitals.toLowerCase()
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

function without(text: string, ranges: readonly Range[]): string {
  const kept: string[] = []
  let from = 0
  for (const [start, end] of ranges) {
    kept.push(text.slice(from, start))
    from = end
  }
  return [...kept, text.slice(from)].join(REMOVED)
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
