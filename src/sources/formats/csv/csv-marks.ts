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
