import type { InspectOptions, RepeatedName } from "../../data-source.ts"
import type { ReadSettings } from "../../read-as.ts"
import type { ForwardFormat } from "../format.ts"
import { jsonFormat, readJsonAs } from "../json/json-format.ts"
import { checkJsonSettings, jsonSettings } from "../json/json-settings.ts"
import { isJsonInOtherLines } from "./json-in-other-lines.ts"
import { readNdjson } from "./read-ndjson.ts"

/**
 * One JSON object on each line, in UTF-8 (NDJSON, JSON Lines).
 *
 * Lines end in LF or CRLF; blank ones are skipped, and carriage returns before a line end and byte order marks before an object mean nothing. A line that is not JSON, not an object, not UTF-8, or larger than
 * `maxRecordBytes` is a bad item: `not-json`, `not-an-object`, `undecodable`, `record-too-large`. So is one with a NUL character, or half of a surrogate pair, in a text or a name, escaped or not: `nul-character`, `lone-surrogate`;
 * one nested deeper than 1,000 levels: `nested-too-deeply`; and one with a number that JavaScript would make another one of: `unsafe-number`, unless `bigIntegers` says otherwise; only fractions
 * are rounded, to about 16 digits. Of a name that comes twice in one object, the last value counts; the first such name is told (`repeatedName`).
 *
 * A file that begins with other JSON than one object on a line (an array, objects over several lines or several on one, a sequence of RFC 7464), and one with
 * a `jsonPath`, is read as `jsonFormat` reads it.
 *
 * `open` throws a {@link UsageError} if an option makes no sense. Reading throws a {@link SourceError} if the file cannot be read, is not text in UTF-8, or is HTML or XML.
 */
export const ndjsonFormat: ForwardFormat<"ndjson"> = {
  name: "ndjson",
  label: "NDJSON",
  description: "one JSON object per line (NDJSON)",
  extensions: ["ndjson", "jsonl"],
  mayTurnOutAs: [jsonFormat.name],
  hints: { "not-json": 'Is it really NDJSON? If it is CSV, give sourceFileFormat: "csv".' },
  reads: "forward",
  readsText: true,
  open: (bytes, settings) => {
    const { given, maxRecordBytes } = settings
    checkJsonSettings(given)
    const inspect = async ({ known, signal }: InspectOptions): Promise<ReadSettings> => {
      const { path, readSettings } = jsonSettings(given, known)
      const sample = await bytes.sample(signal)
      const isOther =
        path.length > 0 ||
        (known === undefined ? isJsonInOtherLines(sample) : known["format"] === jsonFormat.name)
      return isOther ? { ...readSettings, format: jsonFormat.name } : readSettings
    }
    let repeatedName: RepeatedName | undefined
    const onRepeatedName = (found: RepeatedName): void => {
      repeatedName ??= found
    }
    return {
      get repeatedName() {
        return repeatedName
      },
      inspect,
      async *read({ readAs, ...options } = {}) {
        const found = readAs ?? (await inspect({ signal: options.signal }))
        if (found["format"] === jsonFormat.name) {
          yield* readJsonAs(
            bytes,
            { ...settings, onRepeatedName },
            { ...options, readAs: { format: jsonFormat.name, ...found } },
          )
          return
        }
        const { bigIntegers } = jsonSettings(given, found)
        yield* readNdjson(bytes, { bigIntegers, maxRecordBytes }, options, onRepeatedName)
      },
    }
  },
}
