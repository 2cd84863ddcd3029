/**
 * How an import derives ids, the same from its beginning to its end, and for its retries.
 *
 * `scheme` 2: from where the record comes from, and from what it was before it was mapped. 1: from the import's name, the record's number,
 * and what the map function made of it, as earlier releases did; an import that they began is ended so.
 */
export interface IdScheme {
  readonly scheme: 1 | 2
  /** What all the records come from: a digest of the source's content, say; in scheme 1 the import's name. */
  readonly origin: string
}
