import { ALL_KINDS } from "../kinds/all-kinds.ts"
import type { Message, MessageValue } from "../messages/message.ts"
import { partsOf } from "../messages/say.ts"

/**
 * Words that say what is wrong with a value. What another's message says beside them may be a value, and so is not shown.
 *
 * They are words of Iterable's messages, of JavaScript's, and of what map functions throw.
 */
const PLAIN_WORDS = new Set([
  ...ALL_KINDS.all.map(({ className }) => className.toLowerCase()),
  ...`a about above absent accept accepted accepts account action actions add added address addresses after again alike all allow allowed
  allows almost alone already also always an and another answer answered answers any anything api are argument array arrays as ask asks at
  attempt bad badjsonbody badparams base be because been before below between bigint blank blanks body boolean both bulk but by byte bytes call
  called campaign campaigns can cannot catalog cents change channel character characters check code column columns comma commerce complete conflict
  contain contains convert could count counted counts createdat created csv currency custom data datafields date dates day days decimal
  delimiter did different digit digits disabled disallowed does double duplicate each either element else email emails empty encoding end ended
  endpoint ends enough error errors event events eventname exceed exceeded exceeds exist existing exists expected expects expired fail failed
  fails failure failures false fewer field fields file finite first for forbidden forgotten format found from function gave gdpr get
  give given gives got greater had harmless has have header headers held high hold holds hour how http however id identifier identifiers
  identity ids if in incoming index infinity input instead integer internal into invalid is isn it item items iterable its itself json jwt key
  keyword kind known large larger later latitude length less letters limit line list lists local location long longer longitude lookup lower make
  many map mapping match matches may maximum mean means merge message messages method milliseconds minimum minute missing more must name named names nan
  needed needs negative never new no nobody none nor not nothing null number numbers object objects of offered on once one only operation
  optional or order orders other our out over param parameter params parse parser path payload per permission phonenumber plain please point position possible
  possibly prefer preferuserid present previous previously price process product profile project properties property purchase purchases put quantity
  quote quoted quotes range rate read reading reason received record records refuse refused refuses reject rejected request requested requestfieldstypesmismatched
  requests required requires reset response result retry returned returns row rows said same say says schema second seconds sending sent separator
  server set shape should shown since single size small so some specified start starts status still stop stopped string strings submitted
  succeeded success such support supported symbol sync take taken takes template templateid temporarily text than that the their them then there
  these they thing this those thousand three timed time timeout times timestamp to together token tokens too total track tracked
  tracking true try twice two type typed typeerror types unable unavailable undefined unexpected unique unit unix unknown unsupported until update updated
  updates upper url used user userid userids users utc utf valid validation value values was we were what when where whether which while
  whole why will with within without word would write wrong year years yet you your zero
  applied connect connection doubled doubling dropped good got http https kept ms none null refusing reload skipped socket unauthorized
  closed network phone route unreachable upstream userprofile customevent commerceitem write written`.split(
    /\s+/,
  ),
])

/** What a value was found to be; says nothing of whose it is. */
const PLAIN_VALUES =
  /^(an? )?(true|false|null|undefined|NaN|missing|blank|empty|nothing|array|object|function|string|number|boolean|date|\[\]|\{\}|""|'')$/i
/** Where what follows is what was offered: `…, got 37`, `must be a string, not 37`. */
const OFFERED = /(?<=, (?:got|not) |: (?:got|found) )[^;]+?(?=;|\.?$)/g
/** The part before the `@` may hold quotes and braces. */
const ADDRESS = /[^\s"<>(),;:[\]]+@[^\s"'`<>(),;:[\]{}|@]+/gu
const QUOTED = /"(?:[^"\\]|\\.)*"|'[^']*'|`[^`]*`|“[^”]*”|«[^»]*»/gu
/** Field names are what a message is about, and no values. */
const FIELD =
  /\b(?:field|column|property|parameter|header)s? (["'`])[A-Za-z_][\w.$ -]{0,60}\1|\b(?:dataFields|items|users|events|obj|user|shoppingCartItems)(?:\[\d{1,6}\])*(?:\.[A-Za-z_]\w*(?:\[\d{1,6}\])*)+/giu
/** Anything that a value could be written with. */
const WORD = /[\p{L}\p{M}\p{N}_@+#$%&*/\\-]+(?:[.'’:][\p{L}\p{M}\p{N}_@+#$%&*/\\-]+)*/gu
/** Counts, places and statuses. */
const COUNT = /\b(?:answered|at least|at most|column|has|http|line|names|row|status)(?: status)? \d{1,3}\b/gi
const PATH = /^\/api(?:\/[a-z]{2,30}){1,3}$/i
/** Those of the words that are names as well, if they have a capital letter. */
const NAMES = /^(?:Day|Good|Large|Less|Long|May|New|Point|Price|Small|Will|Young)\b/
/** Types and names of fields, which Iterable's messages quote. */
const PLAIN_QUOTED =
  /^(?:string|keyword|long|double|float|integer|number|boolean|date|object|nested|array|text|geo_location|null|undefined|true|false|NaN|email|userId|user|event|dataFields|[^\p{L}\p{N}]?)$/u
const MAX_MESSAGE_LENGTH = 600
/** A name of a field or column; what has blanks or signs may be a value that stands where a header should. */
const FIELD_NAME = /^[A-Za-z_$][\w$.[\]-]{0,60}$/
const REST_OF_PATH = /^(?:\.[A-Za-z_$][\w$-]{0,60}|\[\d{1,6}\]|: )*/
/** A type of a field of a project. */
const FIELD_TYPE = /^[a-z_]{2,20}$/
/** What sort of value there was, and not which. */
const KIND =
  /^(?:an? )?(?:null|undefined|array|string|number|boolean|object|function|symbol|bigint|(?:invalid )?Date|object with a JSON form of its own|object of the kind [A-Z]\w{0,20})$/
const CODE = /^[A-Za-z][\w.-]{0,60}$/

/** A value with its first character alone: `L***`. */
export function maskValue(value: string): string {
  const [first = "", , third] = Array.from(value)
  return third === undefined ? "***" : `${first}***`
}

/** An email address as `a***@e***.com`. */
export function maskEmail(address: string): string {
  const at = address.lastIndexOf("@")
  const domain = address.slice(at + 1)
  const end = /\.(?:[a-z]{2,3}|info)$/i.exec(domain)?.[0].toLowerCase() ?? ""
  const [first = ""] = Array.from(address.slice(0, at))
  const [place = ""] = Array.from(domain.slice(0, domain.length - end.length))
  return `${first}***@${place}***${end}`
}

/** A text with its email addresses masked, and nothing else: for names of files and imports, and what people wrote themselves. */
export function maskEmails(text: string): string {
  return text.replaceAll(ADDRESS, maskEmail)
}

/** A name of a reason as it is; anything else that stands in its place is masked. */
export function maskCode(code: string): string {
  return CODE.test(code) ? code : maskMessage({ message: code })
}

/**
 * A message about a record without the record's values. Of the library's own words all is kept. Of what others say, email addresses and
 * what is quoted, offered, or no word that messages are made of show their first character at most; names of fields and counts stay.
 * Long messages are cut.
 */
export function maskMessage(said: Message): string {
  let masked = ""
  let at = 0
  for (const part of partsOf(said)) {
    const [length, is] = typeof part === "number" ? [part] : part
    const text = said.message.slice(at, at + length)
    masked += is === undefined ? text : MASKS[is](cut(text))
    at += length
  }
  return cut(masked)
}

function cut(text: string): string {
  return text.length > MAX_MESSAGE_LENGTH ? `${text.slice(0, MAX_MESSAGE_LENGTH)}…` : text
}

const MASKS: Readonly<Record<MessageValue, (text: string) => string>> = {
  value: (text) => (KIND.test(text) ? text : maskOffered(text)),
  quoted: (text) => (text.startsWith('"') ? `"${maskOffered(text)}"` : maskOffered(text)),
  id: (text) => (text.includes("@") ? maskEmail(text) : maskValue(text)),
  names: (text) =>
    text.replaceAll(/[^", ][^"]*?(?="|, |$)/g, (name) => (FIELD_NAME.test(name) ? name : maskValue(name))),
  field: maskPath,
  type: (text) => (FIELD_TYPE.test(text) ? text : maskOthers(text)),
  file: maskEmails,
  others: maskOthers,
}

/** The path of a field, up to a name that no field usually has. */
function maskPath(path: string): string {
  const root = /^\w+/.exec(path)?.[0] ?? ""
  const rest = path.slice(root.length)
  const [known = ""] = REST_OF_PATH.exec(rest) ?? []
  return known.length === rest.length ? path : `${root}${known}.***`
}

function maskOthers(text: string): string {
  const keep = (part: string): string => part
  const maskRest = (rest: string): string => eachPart(rest, COUNT, keep, maskWords)
  const maskUnquoted = (rest: string): string => eachPart(rest, ADDRESS, maskEmail, maskRest)
  const maskFree = (rest: string): string => eachPart(rest, QUOTED, maskQuoted, maskUnquoted)
  return eachPart(text, FIELD, keep, (rest) => eachPart(rest, OFFERED, maskOffered, maskFree))
}

function maskOffered(value: string): string {
  if (PLAIN_VALUES.test(value)) return value
  const email = /^["']?([^\s"'@]+@[^\s"'@]+)["']?$/.exec(value)?.[1]
  if (email !== undefined) return maskEmail(email)
  return maskValue(value.replaceAll(/^["'`]|["'`]$/g, ""))
}

function maskQuoted(quoted: string): string {
  const opening = quoted.slice(0, 1)
  const closing = quoted.slice(-1)
  const value = quoted.slice(1, -1)
  if (value.split(", ").every((part) => PLAIN_QUOTED.test(part))) return quoted
  return `${opening}${/^[^\s@]+@[^\s@]+$/.test(value) ? maskEmail(value) : maskValue(value)}${closing}`
}

function maskWords(text: string): string {
  return text.replaceAll(WORD, (word) =>
    PATH.test(word) || isPlain(word) ? word : maskValue(word.replace(/^[^\p{L}\p{N}]+/u, "")),
  )
}

/** Words of words, such as `read/write` and `single-user`, are as plain as their parts. */
function isPlain(word: string): boolean {
  if (NAMES.test(word)) return false
  return word
    .toLowerCase()
    .split(/[-/.:'’]/)
    .every((part) => /^[st]?$/.test(part) || PLAIN_WORDS.has(part))
}

/** Rewrites what a pattern finds, and what stands between. */
function eachPart(
  text: string,
  pattern: RegExp,
  found: (part: string) => string,
  between: (part: string) => string,
): string {
  let result = ""
  let from = 0
  for (const match of text.matchAll(pattern)) {
    result += between(text.slice(from, match.index)) + found(match[0])
    from = match.index + match[0].length
  }
  return result + between(text.slice(from))
}
