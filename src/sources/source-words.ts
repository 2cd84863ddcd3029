import { ALL_PARTS } from "./source-parts.ts"

/** What the command line says of the sources that can be read. */
export const SOURCE_WORDS: {
  /** The names of the formats. */
  readonly formatNames: readonly string[]
  /** The same in a sentence: `csv or ndjson`. */
  readonly formatChoice: string
  /** What people call them: `CSV and NDJSON`. */
  readonly formatLabels: string
  /** What a file may hold, and what it may be packed in. */
  readonly fileHelp: string
} = {
  formatNames: ALL_PARTS.formats.map(({ name }) => name),
  formatChoice: inWords(
    ALL_PARTS.formats.map(({ name }) => name),
    "or",
  ),
  formatLabels: inWords(
    ALL_PARTS.formats.map(({ label }) => label),
    "and",
  ),
  fileHelp: `${ALL_PARTS.formats.map(({ description }) => description).join(", or ")}; unpacked if its name ends in ${inWords(
    ALL_PARTS.packings.flatMap(({ endings }) => endings),
    "or",
  )}`,
}

function inWords(words: readonly string[], last: string): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`
}
