import { encodedStretches } from "./encoded-stretches.ts"
import { escapingsIn, levelsOf } from "./escapings.ts"
import type { Escaping, Level } from "./escapings.ts"
import { Fragments } from "./fragments.ts"
import { LEFT_OUT } from "./left-out.ts"
import { FEWEST_SPACED, partsOf } from "./secret-needles.ts"
import type { Needle } from "./secret-needles.ts"
import { BLANK, SEPARATOR } from "./squeezed.ts"

/** What is searched for, and what a text looks like that may hold it. */
export interface SecretSearch {
  readonly needles: readonly Needle[]
  readonly fragments: Fragments
  /** How one of the needles begins. */
  readonly core: RegExp
  /** The same where a part was left out. */
  readonly edge: RegExp
}

/** How often what was decoded is decoded again. */
export const MAX_DECODINGS = 2

const LEFT_OUT_ANYWHERE = new RegExp(LEFT_OUT)

/** What is searched for to find one of some needles. */
export function secretSearch(needles: readonly Needle[]): SecretSearch {
  return {
    needles,
    fragments: new Fragments(
      needles.flatMap((needle) => partsOf(needle).map(([from, to]) => needle.text.slice(from, to))),
    ),
    core: oneOf(needles.map(({ isBase64, spare, text }) => beginning(text.slice(spare), isBase64))),
    edge: oneOf(
      needles.flatMap(({ isBase64, text }) => [
        beginning(text, isBase64),
        beginning(text.slice(-FEWEST_SPACED), isBase64),
      ]),
    ),
  }
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

/** A first look at a text, which takes far less time than to find where a secret stands. */
export function mayHold(text: string, search: SecretSearch, decodings: number = MAX_DECODINGS): boolean {
  const levels = levelsOf(levelOf(text), unescapedText)
  if (levels.some((level) => search.fragments.areIn(level.text)) && mayShow(levels, search)) return true
  return (
    decodings > 0 &&
    firstAndLast(levels).some((level) =>
      encodedStretches(level.text).some(({ readings }) =>
        readings.some((reading) => mayHold(reading, search, decodings - 1)),
      ),
    )
  )
}

function mayShow(levels: readonly Level[], { core, edge }: SecretSearch): boolean {
  const canBeLeftOut = levels.some(({ text }) => LEFT_OUT_ANYWHERE.test(text))
  return levels.some(({ text }) => core.test(text) || (canBeLeftOut && edge.test(text)))
}

/** The first and the last of several: what is encoded stands in the text as it is, or when all is unescaped. */
export function firstAndLast<Item>(items: readonly Item[]): readonly Item[] {
  return items.length === 1 ? items : items.filter((_, index) => index === 0 || index === items.length - 1)
}

function levelOf(text: string): Level {
  return { text, escapings: escapingsIn(text) }
}

function unescapedText(level: Level, { pattern, read }: Escaping): Level {
  const text = level.text.replaceAll(pattern, read)
  return text.length === level.text.length && text === level.text ? level : levelOf(text)
}
