/** The characters of a file that are no text, each with what it does. */
export interface CsvCharacters {
  /** One character. */
  readonly delimiter: string
  /** Stands around fields; one of ASCII, or `none`. @defaultValue `"` */
  readonly quote?: string | undefined
  /** Takes from the next character what that would do; one of ASCII. @defaultValue nothing does, but a quote in quotes is doubled */
  readonly escape?: string | undefined
  /** Begins lines that are left out; one of ASCII. @defaultValue nothing does */
  readonly comment?: string | undefined
}

/** The same as bytes; -1 where there is none. */
export interface CsvMarks {
  /** In UTF-8. */
  readonly delimiter: Buffer
  readonly quote: number
  readonly escape: number
  readonly comment: number
}

/** The bytes that mean something. */
export function csvMarks({ comment = "", delimiter, escape = "", quote = '"' }: CsvCharacters): CsvMarks {
  return {
    delimiter: Buffer.from(delimiter),
    quote: quote === "none" ? -1 : byteOf(quote),
    escape: byteOf(escape),
    comment: byteOf(comment),
  }
}

function byteOf(character: string): number {
  return character === "" ? -1 : character.charCodeAt(0)
}

/** Whether a delimiter starts at a byte. */
export function isDelimiterAt(bytes: Buffer, at: number, { delimiter }: CsvMarks): boolean {
  for (let index = 0; index < delimiter.length; index += 1)
    if (bytes[at + index] !== delimiter[index]) return false
  return true
}

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const BACKSLASH = 0x5c
const LETTER_N = 0x6e

/**
 * Whether a byte is a carriage return that belongs to a text, as an escaped line feed follows: MySQL escapes no more of CR LF. `undefined` if only
 * more bytes can tell.
 */
export function isReturnInText(
  bytes: Buffer,
  at: number,
  { escape }: CsvMarks,
  ended: boolean,
): boolean | undefined {
  if (bytes[at] !== CARRIAGE_RETURN) return false
  if (at + 2 >= bytes.length && !ended)
    return at + 1 < bytes.length && bytes[at + 1] !== escape ? false : undefined
  const escaped = bytes[at + 2]
  return bytes[at + 1] === escape && (escaped === LINE_FEED || (escape === BACKSLASH && escaped === LETTER_N))
}
