import { isAscii } from "node:buffer"
import { charsetOf } from "./charset.ts"
import { encodingNamed } from "./encodings.ts"
import { strangeLetters } from "./strange-letters.ts"

/** What text is most often in that is neither Unicode nor shows what it is. */
const MOST_USUAL = "windows-1252"
/** In a few names there is little to tell encodings by: how often they are met counts, too. */
const USUAL_FACTOR = 1.25
const SELDOM_FACTOR = 0.9
/** Those of other systems than Windows, and older ones. */
const SELDOM: ReadonlySet<string> = new Set([
  "macintosh",
  "x-mac-cyrillic",
  "cp850",
  "cp437",
  "cp852",
  "cp866",
])
/** Seen so seldom that nothing but its user can tell of it. */
const NEVER_GUESSED = /^cp|^utf|^iso-8859-(?:3|4|10|13|14|16)$/
/** So much of the lines that are not ASCII is enough for a guess. */
const GUESS_BYTES = 16 * 1024
const MAX_GUESSES = 3
/** One line in so many. */
const LEAST_DAMAGE_SHARE = 20
const LINE_FEED = 0x0a

/** An encoding in which all of a text can be read. */
interface Candidate {
  readonly name: string
  readonly text: string
  readonly likeliness: number
  readonly strangeCount: number
}

/**
 * The encodings that text which is no Unicode is likely to be in, the likeliest first; those that read it alike are one. Of those in which the text looks like
 * what people write, that one which jschardet finds likeliest.
 */
export async function guessEncodings(bytes: Buffer): Promise<readonly string[]> {
  const telling = await tellingLines(bytes)
  const candidates = await candidatesFor(telling)
  const leastStrange = Math.min(...candidates.map(({ strangeCount }) => strangeCount))
  const isStrange = ({ strangeCount }: Candidate): number =>
    strangeCount > leastStrange + telling.length / LEAST_DAMAGE_SHARE ? 1 : 0
  const ranked = candidates.toSorted(
    (one, other) => isStrange(one) - isStrange(other) || other.likeliness - one.likeliness,
  )
  const guesses = new Map<string, string>()
  for (const { name, text } of ranked) {
    const first = guesses.get(text)
    // Those of Windows have the characters of the standards, and more.
    if (first === undefined || (!first.startsWith("windows") && name.startsWith("windows")))
      guesses.set(text, name)
  }
  return guesses.size === 0 ? [MOST_USUAL] : [...guesses.values()].slice(0, MAX_GUESSES)
}

async function candidatesFor(lines: readonly Buffer[]): Promise<readonly Candidate[]> {
  const bytes = Buffer.concat(lines)
  const { detectAll } = await import("jschardet")
  const confidences = new Map([[MOST_USUAL, 0]])
  for (const { confidence, encoding } of detectAll(bytes, { minimumThreshold: 0 })) {
    const name = encoding === null ? undefined : encodingNamed(encoding)
    if (name === undefined || (NEVER_GUESSED.test(name) && !SELDOM.has(name))) continue
    confidences.set(name, Math.max(confidence, confidences.get(name) ?? 0))
  }
  const candidates: Candidate[] = []
  for (const [name, confidence] of confidences) {
    const charset = await charsetOf(name)
    const text = charset.decode(bytes.subarray(0, charset.wholeBytes(bytes)))
    const likeliness =
      confidence * (SELDOM.has(name) ? SELDOM_FACTOR : name === MOST_USUAL ? USUAL_FACTOR : 1)
    if (text !== undefined) candidates.push({ name, text, likeliness, strangeCount: strangeLetters(text) })
  }
  return candidates
}

/** The lines that are not ASCII: the rest says nothing. Without the few that the most usual encoding cannot be: they are damaged, if the others are not. */
async function tellingLines(bytes: Buffer): Promise<readonly Buffer[]> {
  const lines = linesBeyondAscii(bytes)
  const charset = await charsetOf(MOST_USUAL)
  const usual = lines.filter((line) => charset.decode(line) !== undefined)
  return (lines.length - usual.length) * LEAST_DAMAGE_SHARE <= lines.length ? usual : lines
}

function linesBeyondAscii(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = []
  let keptBytes = 0
  for (let from = 0; from < bytes.length && keptBytes < GUESS_BYTES;) {
    const lineFeed = bytes.indexOf(LINE_FEED, from)
    const to = lineFeed === -1 ? bytes.length : lineFeed + 1
    const line = bytes.subarray(from, Math.min(to, from + GUESS_BYTES))
    if (!isAscii(line)) {
      lines.push(line)
      keptBytes += line.length
    }
    from = to
  }
  return lines
}
