import { decodedBytes } from "./encodings/decoded-bytes.ts"
import type { DetectedEncoding } from "./encodings/detected-encoding.ts"
import { encodingOf, givenEncoding } from "./encodings/encoding-of.ts"
import { UTF_8, encodingNamed } from "./encodings/encodings.ts"
import type { DataSource } from "./data-source.ts"
import type { FormatSettings, ForwardFormat, RecordReader } from "./formats/format.ts"
import type { ReadAs } from "./read-as.ts"
import type { SourceBytes } from "./source-bytes.ts"

/** A reader, and what is known of what it reads. */
export interface TextReader extends RecordReader, Pick<DataSource, "remarks" | "sizeBytes"> {}

/**
 * Reads the records of text in any encoding: the format sees it in UTF-8.
 *
 * @throws {@link UsageError} if an option makes no sense.
 */
export function textReader(format: ForwardFormat, bytes: SourceBytes, settings: FormatSettings): TextReader {
  const given = givenEncoding(settings.given.encoding)
  const openIn = (encoding: string): OpenText => {
    const text = decodedBytes(bytes, encoding)
    return { encoding, text, reader: format.open(text, settings) }
  }
  let remarks: readonly string[] = []
  /** In the encoding that was asked for last. */
  let opened = openIn(UTF_8)
  const openAs = async (readAs: ReadAs | undefined, signal: AbortSignal | undefined): Promise<OpenText> => {
    const found = await encodingOf(bytes, { given, known: readAs && encodingIn(readAs), signal })
    remarks = guessRemarks(bytes.name, found)
    if (opened.encoding !== found.encoding) opened = openIn(found.encoding)
    return opened
  }
  return {
    get csv() {
      return opened.reader.csv
    },
    get repeatedName() {
      return opened.reader.repeatedName
    },
    get sizeBytes() {
      return opened.text.sizeBytes
    },
    get remarks() {
      return remarks
    },
    async inspect(options) {
      const { encoding, reader } = await openAs(options.known, options.signal)
      const found = await reader.inspect?.(options)
      return encoding === UTF_8 ? { ...found } : { ...found, encoding }
    },
    async *read(options = {}) {
      const { reader } = await openAs(options.readAs, options.signal)
      yield* reader.read(options)
    },
  }
}

interface OpenText {
  readonly encoding: string
  readonly text: SourceBytes
  readonly reader: RecordReader
}

function encodingIn({ encoding = UTF_8 }: ReadAs): string {
  return encodingNamed(String(encoding)) ?? UTF_8
}

/** That the encoding was but guessed, and what to do if the guess is wrong. */
function guessRemarks(fileName: string, { encoding, others }: DetectedEncoding): readonly string[] {
  if (others === undefined) return []
  const names = others.map((other) => `encoding: "${other}"`).join(" or ")
  const better = names === "" ? "the right one with encoding" : `the right one, such as ${names}`
  return [
    `${fileName} is not in UTF-8: it is read in the encoding ${encoding}, which is a guess. If letters come out wrong, give ${better}.`,
  ]
}
