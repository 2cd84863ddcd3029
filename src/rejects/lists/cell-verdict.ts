import { OLDER_ENCODINGS, decodedText } from "../../sources/formats/text/text-encoding.ts"
import { SEVEN_BIT_ENCODINGS, SHIFT_CHARACTER } from "../../sources/formats/text/seven-bit-encodings.ts"

/**
 * What became of a cell of a list: nothing, a person's doing, or that of a program which took its text for another encoding. It is impossible
 * that it is read in the right encoding if it holds what no text does.
 */
export type CellVerdict = "same" | "changed" | "damaged" | "impossible"

const REPLACEMENT = "\uFFFD"
const NOT_ASCII = /[^\0-\x7F]+/g

/** Judges a cell of a list in Unicode by what it was, which may be one of several texts. */
export function cellVerdict(found: string, originals: readonly string[]): CellVerdict {
  if (originals.includes(found)) return "same"
  const isDamaged =
    hasLostCharacter(found, originals) ||
    isSevenBit(found, originals) ||
    originals.some((original) => isMisread(found, original))
  return isDamaged ? "damaged" : "changed"
}

/**
 * The same for a list in an older encoding, of which it is not certain that this is the one: there a text that is another one only
 * in what is not ASCII does not speak of a person.
 */
export function olderCellVerdict(found: string, originals: readonly string[]): CellVerdict {
  if (originals.includes(found)) return "same"
  // Encodings have such characters where they have no other.
  if (/[\x80-\x9F\uFFFD]/.test(found)) return "impossible"
  if (hasLostCharacter(found, originals)) return "damaged"
  if (isAscii(found)) return "changed"
  const plain = found.replaceAll(NOT_ASCII, "")
  const isOtherwiseEqual = originals.some(
    (original) => !isAscii(original) && original.replaceAll(NOT_ASCII, "") === plain,
  )
  return isOtherwiseEqual ? "damaged" : "changed"
}

/** Whether a text is all ASCII. */
export function isAscii(text: string): boolean {
  return text.search(NOT_ASCII) === -1
}

/** Whether a sign stands for what could not be read, or could not be written. */
function hasLostCharacter(found: string, originals: readonly string[]): boolean {
  if (found.includes(REPLACEMENT) && originals.every((original) => !original.includes(REPLACEMENT)))
    return true
  return found.includes("?") && originals.some((original) => isLossy(found, original))
}

/** Whether all that changed is that question marks stand for what is not ASCII: the encoding had no such characters. */
function isLossy(found: string, original: string): boolean {
  if (found.length !== original.length) return isLossyByCharacter(Array.from(found), Array.from(original))
  return isLossyByCharacter(found.split(""), original.split(""))
}

function isLossyByCharacter(found: readonly string[], original: readonly string[]): boolean {
  if (found.length !== original.length) return false
  return found.every(
    (character, index) =>
      character === original[index] || (character === "?" && !isAscii(original[index] ?? "")),
  )
}

/** Whether some of a text stands there as its bytes look in another encoding: `Ã©` for `é`. */
function isMisread(found: string, original: string): boolean {
  if (isAscii(found)) return false
  return (original.match(NOT_ASCII) ?? []).some((part) =>
    misreadings(part).some((misread) => found.includes(misread) && !original.includes(misread)),
  )
}

/** How a text in UTF-8 looks to those who take it for something older; for Windows-1252 twice, too. */
function misreadings(text: string): readonly string[] {
  const bytes = Buffer.from(text)
  const asWindows1252 = Buffer.from(decodedText(bytes, "windows-1252"))
  return [
    bytes.toString("latin1"),
    ...OLDER_ENCODINGS.map((encoding) => decodedText(bytes, encoding)),
    decodedText(asWindows1252, "windows-1252"),
  ]
}

/** Whether a text, or some of it, stands there as it is written in an encoding that needs no bytes but those of ASCII: `+AOk-` for `é`. */
function isSevenBit(found: string, originals: readonly string[]): boolean {
  if (SHIFT_CHARACTER.test(found)) return originals.every((original) => !SHIFT_CHARACTER.test(original))
  return SEVEN_BIT_ENCODINGS.some(({ pattern, read }) => {
    const text = found.replaceAll(pattern, read)
    if (text === found) return false
    if (originals.includes(text)) return true
    // All that is known of the original is that it was ASCII without these. Nobody types another sign in this way.
    if (originals.length === 0) return isAscii(text) && !/[+~]/.test(text)
    return (found.match(pattern) ?? []).some((written) => {
      const part = written.replaceAll(pattern, read)
      const isPartOf = (original: string): boolean => original.includes(part) && !original.includes(written)
      return !isAscii(part) && originals.some(isPartOf)
    })
  })
}
