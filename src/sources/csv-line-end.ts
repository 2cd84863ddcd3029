/** What ends the lines of a CSV file: a line feed (a carriage return before it belongs to it), or a lone carriage return. */
export type CsvLineEnd = "\n" | "\r"

/**
 * Finds out what ends the lines of a text by its first line end outside of quotes, as csv-parse does; `undefined` if `text`
 * is too short to tell. Once that is a line feed, lone carriage returns are data.
 */
export function csvLineEnd(text: string, delimiter: string, isWhole: boolean): CsvLineEnd | undefined {
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]
    if (character === "\n") return "\n"
    if (character === "\r") {
      if (index + 1 < text.length) return text[index + 1] === "\n" ? "\n" : "\r"
      return isWhole ? "\r" : undefined
    }
    if (character === '"' && (index === 0 || text[index - 1] === delimiter)) {
      index = closingQuote(text, index + 1)
      if (index === -1) break
    }
  }
  return isWhole ? "\n" : undefined
}

/** Where the quote is that closes a field whose text starts at `from`; -1 if there is none. */
function closingQuote(text: string, from: number): number {
  let quote = text.indexOf('"', from)
  while (quote !== -1 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2)
  return quote
}
