import type { ReadOptions, SourceItem, RepeatedName } from "../../data-source.ts"
import type { SourceDataRecord } from "../../source-data-record.ts"
import type { ReadableBytes } from "../../source-bytes.ts"
import type { BigIntegers } from "../json/big-integers.ts"
import { jsonItemMaker } from "../json/json-item-maker.ts"
import { readLines } from "../text/read-lines.ts"

/** How the lines are read, and how large they may be. */
export interface NdjsonSettings {
  readonly maxRecordBytes: number
  /** @defaultValue reject */
  readonly bigIntegers?: BigIntegers | undefined
}

/** Reads the items of an NDJSON file, as `ndjsonFormat` describes it; the first name that comes twice in one object is told to `onRepeatedName`. */
export function readNdjson(
  file: ReadableBytes,
  settings: NdjsonSettings,
  options?: ReadOptions,
  onRepeatedName?: (repeated: RepeatedName) => void,
): AsyncGenerator<readonly SourceItem<SourceDataRecord<unknown>>[], void> {
  return readLines(
    file,
    settings,
    jsonItemMaker({ bigIntegers: settings.bigIntegers }, onRepeatedName),
    options,
  )
}
