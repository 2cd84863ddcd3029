import type { ReadOptions, SourceItem, RepeatedName } from "../../data-source.ts"
import type { SourceBytes } from "../../source-bytes.ts"
import type { SourceDataRecord } from "../../source-data-record.ts"
import type { FormatSettings, ForwardFormat } from "../format.ts"
import { JSON_SETTING_WORDS } from "./json-setting-words.ts"
import { checkJsonSettings, jsonSettings } from "./json-settings.ts"
import { jsonTop } from "./json-top.ts"
import { readJson } from "./read-json.ts"
import type { JsonSettings } from "./read-json.ts"

/**
 * JSON in UTF-8, however it is laid out: an array of objects, objects one after the other, or one object; at the top, or at a path of names
 * (`jsonPath`), where an array holds records, and an object is one.
 *
 * Between records there may be white space, commas, record separators (RFC 7464) and byte order marks. A record that is damaged is a bad item, `not-json`; so is
 * the rest of a line that holds something else between records. All else is as in NDJSON.
 *
 * `open` throws a {@link UsageError} if an option makes no sense. Reading throws a {@link SourceError} if the file cannot be read, is not text in UTF-8, or no
 * JSON; after all that stands before, if the file ends too early, or where a damaged record ends is not certain; and if nothing stands at the path.
 */
export const jsonFormat: ForwardFormat<"json"> = {
  name: "json",
  label: "JSON",
  description: "a JSON array of objects, or JSON objects",
  extensions: ["json"],
  settingWords: JSON_SETTING_WORDS,
  hints: { "not-an-object": 'Do the records stand further inside? Say where: jsonPath: "data.items".' },
  reads: "forward",
  readsText: true,
  open: (bytes, settings) => {
    checkJsonSettings(settings.given)
    let repeatedName: RepeatedName | undefined
    const onRepeatedName = (found: RepeatedName): void => {
      repeatedName ??= found
    }
    return {
      get repeatedName() {
        return repeatedName
      },
      inspect: async ({ known, signal }) => {
        const sample = await bytes.sample(signal)
        jsonTop(sample.bytes, bytes)
        return jsonSettings(settings.given, known).readSettings
      },
      read: (options) => readJsonAs(bytes, { ...settings, onRepeatedName }, options),
    }
  },
}

/** Reads the items of a JSON file as its user says, or as was found before. */
export async function* readJsonAs(
  bytes: SourceBytes,
  { given, maxRecordBytes, onRepeatedName }: FormatSettings & Pick<JsonSettings, "onRepeatedName">,
  { readAs, ...options }: ReadOptions = {},
): AsyncGenerator<readonly SourceItem<SourceDataRecord<unknown>>[], void> {
  const { bigIntegers, path } = jsonSettings(given, readAs)
  const sample = await bytes.sample(options.signal)
  const top = jsonTop(sample.bytes, bytes)
  yield* readJson(bytes, { bigIntegers, maxRecordBytes, onRepeatedName, path, ...top }, options)
}
