/** So many further failures of a record are named in its row of `rejects.csv`. */
export const REASONS_SHOWN = 100
