/**
 * How large a line in a list of rejects may be, without its line end: it holds the record, and its actions or the row as found too. No
 * list is written with a larger one (`lineText`), as none could be read again.
 */
export const MAX_REJECT_BYTES: number = 64 * 1024 * 1024
