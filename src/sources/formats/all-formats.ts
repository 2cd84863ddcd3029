import { csvFormat } from "./csv/csv-format.ts"
import { jsonFormat } from "./json/json-format.ts"
import { ndjsonFormat } from "./ndjson/ndjson-format.ts"

/** The formats in which a source can be read. */
export const ALL_FORMATS: readonly [typeof csvFormat, typeof ndjsonFormat, typeof jsonFormat] = [
  csvFormat,
  ndjsonFormat,
  jsonFormat,
]
