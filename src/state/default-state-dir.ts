/** Where imports keep their directories, unless they are told otherwise. */
export const DEFAULT_STATE_DIR = ".iterable-data-import"
