/** Names of files that have tabs between their fields. */
const TAB_ENDING = /\.(?:tsv|tab)$/i

/** What stands between the fields of a file, by its name without the ending of what it is packed in. */
export function usualDelimiter(fileName: string): string {
  return TAB_ENDING.test(fileName) ? "\t" : ","
}
