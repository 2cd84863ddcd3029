/** How large a record in a list of rejects may be: a line holds the record, and its actions or the row as found too. */
export const MAX_REJECT_BYTES: number = 64 * 1024 * 1024
