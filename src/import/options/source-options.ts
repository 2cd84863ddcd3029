import type { DataSource } from "../../sources/data-source.ts"
import { checkedWhereUsed } from "./checks/check.ts"
import type { LibraryOptions } from "./declared-option.ts"

/** Records from elsewhere: a {@link DataSource}, or any iterable of objects. */
export interface SourceOptions<Data> {
  /**
   * Any iterable: an array, a generator, a cursor, a Node.js stream in object mode.
   *
   * Each record is mapped before the next one is pulled, so the iterable may reuse records and their values. Records of an array are
   * read many at a time: each must be an object of its own.
   */
  readonly source: DataSource<Data> | Iterable<Data & object> | AsyncIterable<Data & object>
}

/** The declarations of {@link SourceOptions}. */
export const SOURCE_OPTIONS: LibraryOptions<SourceOptions<unknown>> = {
  source: { check: checkedWhereUsed, isRequired: true },
}
