import { ALL_PARTS } from "./source-parts.ts"
import type { SourceParts } from "./source-parts.ts"
import type { ReadAs, ReadSetting } from "./read-as.ts"
import { unpackedName } from "./packings/packing-of.ts"
import { guessFormat } from "./formats/guess-format.ts"
import { encodingText } from "./encodings/encoding-text.ts"

/** What a file is called, and the format that was named for it; undefined: its name promises one. */
export interface ReadFile {
  readonly name: string
  readonly format?: string | undefined
}

/**
 * How a file is read, in plain words: `semicolons between fields, Windows-1252`. What is usual for such a file is left out; undefined if all
 * of it is.
 */
export function readingText(
  readAs: ReadAs,
  file: ReadFile,
  parts: SourceParts = ALL_PARTS,
): string | undefined {
  const { encoding, format: name, groupBy, ...settings } = readAs
  const format = parts.formats.find((one) => one.name === name)
  const isPromised = name === (file.format ?? guessFormat(file.name, parts)?.name)
  const fileName = unpackedName(file.name, parts.packings)
  const words = Object.entries(settings).map(([setting, value]) => {
    if (value === undefined) return undefined
    const ownWords = format?.settingWords?.[setting]
    return ownWords === undefined ? `${setting} ${JSON.stringify(value)}` : ownWords(value, fileName)
  })
  const all = [
    isPromised ? undefined : (format?.label ?? name),
    ...words,
    encodingWords(encoding),
    groupWords(groupBy),
  ]
  const said = all.filter((one) => one !== undefined)
  return said.length === 0 ? undefined : said.join(", ")
}

function encodingWords(encoding: ReadSetting | undefined): string | undefined {
  return typeof encoding === "string" ? encodingText(encoding) : undefined
}

function groupWords(column: ReadSetting | undefined): string | undefined {
  return column === undefined ? undefined : `rows grouped by ${JSON.stringify(column)}`
}
