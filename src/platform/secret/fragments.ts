/** Letters and digits of a secret in a row that are rare enough in other texts. */
const FRAGMENT_CHARS = 5
const BITS = 6
const MASK = 2 ** (FRAGMENT_CHARS * BITS) - 1

/** The number of each letter, whatever its case, and of each digit; 0 for all other bytes. */
const NUMBERS = Uint8Array.from({ length: 256 }, (_, code) => {
  const one = String.fromCharCode(code)
  return code < 128 && /[a-z\d]/i.test(one) ? Number.parseInt(one, 36) + 1 : 0
})
/** How far a byte pushes those before it: one that does not count, not at all. A table costs less than a condition. */
const SHIFTS = NUMBERS.map((number) => (number === 0 ? 0 : BITS))

/** Bytes can be looked at faster than the characters of a string. */
const PIECE_CHARS = 2 ** 14
const BYTES = new Uint8Array(3 * PIECE_CHARS)
const ENCODER = new TextEncoder()

const SLOT_BITS = 14
const SLOT_MASK = 2 ** SLOT_BITS - 1

/**
 * Short pieces of a secret, of which a text must hold one to hold the secret. Only letters and digits count, whatever their case
 * and whatever stands between them, so that one look at each character is enough.
 */
export class Fragments {
  readonly #fragments = new Set<number>()
  readonly #slots = new Uint8Array(2 ** SLOT_BITS)
  readonly #isComplete: boolean

  /** @param parts of the secret, in each form that it may have; their beginnings are looked for */
  constructor(parts: readonly string[]) {
    const solid = parts.map((part) => part.replaceAll(/[^a-z\d]/gi, "").slice(0, FRAGMENT_CHARS))
    for (const part of solid) {
      let fragment = 0
      for (let index = 0; index < part.length; index += 1)
        fragment = (fragment << BITS) | (NUMBERS[part.charCodeAt(index)] ?? 0)
      this.#fragments.add(fragment)
      this.#slots[(fragment ^ (fragment >> SLOT_BITS)) & SLOT_MASK] = 1
    }
    this.#isComplete = solid.every((part) => part.length === FRAGMENT_CHARS)
  }

  /** Whether a text holds one of them; true also where one is too short to be looked for. */
  areIn(text: string): boolean {
    if (!this.#isComplete) return true
    let last = 0
    for (let from = 0; from < text.length; from += PIECE_CHARS) {
      const piece = text.length <= PIECE_CHARS ? text : text.slice(from, from + PIECE_CHARS)
      const next = this.#next(last, ENCODER.encodeInto(piece, BYTES).written)
      if (next === undefined) return true
      last = next
    }
    return false
  }

  /** What follows a fragment in the bytes, up to their end; undefined once a fragment is found. */
  #next(before: number, length: number): number | undefined {
    const slots = this.#slots
    let last = before
    for (let index = 0; index < length; index += 1) {
      const byte = BYTES[index] ?? 0
      last = ((last << (SHIFTS[byte] ?? 0)) | (NUMBERS[byte] ?? 0)) & MASK
      if (slots[(last ^ (last >> SLOT_BITS)) & SLOT_MASK] === 1 && this.#fragments.has(last)) return undefined
    }
    return last
  }
}
