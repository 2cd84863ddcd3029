/**
 * What a map function gets: the fields of one record by name. CSV has strings only (`SourceDataRecord`), NDJSON
 * whatever JSON holds (`SourceDataRecord<unknown>`).
 */
export type SourceDataRecord<Value = string> = Record<string, Value>
