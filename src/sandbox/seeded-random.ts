/** A stream of numbers that look random and are the same for the same seed, each at least 0 and below 1. */
export type SeededRandom = () => number

/** Starts a stream of numbers from a seed and the name of what the stream is for. */
export function seededRandom(seed: number, purpose: string): SeededRandom {
  let state = seed | 0
  for (const character of purpose) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01_00_01_93)
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_00_00_00_00
  }
}

/** Makes a text of hexadecimal digits from a stream of numbers. */
export function randomHex(random: SeededRandom, digits: number): string {
  let text = ""
  while (text.length < digits)
    text += Math.floor(random() * 0x1_00_00)
      .toString(16)
      .padStart(4, "0")
  return text.slice(0, digits)
}
