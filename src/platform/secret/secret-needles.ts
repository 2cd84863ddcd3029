import { squeezed } from "./squeezed.ts"

/** So many characters of a secret in a row are no coincidence, whatever stands between them. */
export const FEWEST_SPACED = 8
/** Of one that has so many characters, seven eighths are no coincidence either. */
const FEWEST_CUT = 24

/** A form of a secret, and how a text must be read to find it. */
export interface Needle {
  readonly text: string
  /** So many of its characters may be missing at either end, or at both together. */
  readonly spare: number
  /** Whether it is Base64, where capitals count, and only blanks may stand between the characters. */
  readonly isBase64: boolean
}

/** What is searched for to find a secret; nothing where it is hardly more than blanks and dashes. */
export function secretNeedles(secret: string): readonly Needle[] {
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

/** From which character of a needle to which it must be there, for the rest to be looked for around: its core, its beginning, its end. */
export function partsOf({ spare, text }: Needle): readonly (readonly [from: number, to: number])[] {
  return [
    [spare, text.length - spare],
    [0, FEWEST_SPACED],
    [text.length - FEWEST_SPACED, text.length],
  ]
}
