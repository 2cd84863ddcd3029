import { nearestName } from "./nearest-name.ts"

/**
 * Which column of a file was probably meant by a name: one that differs in case, blanks or signs alone, that has all of its words (`email`:
 * `Email Address`), or in which few letters are wrong.
 */
export function nearestColumn(name: string, columns: readonly string[]): string | undefined {
  const [words, plain] = [wordsOf(name), lettersOf(name)]
  if (plain === "") return undefined
  return (
    columns.find((column) => lettersOf(column) === plain) ??
    columns.find((column) => hasAll(wordsOf(column), words)) ??
    columns.find((column) => hasAll(words, wordsOf(column))) ??
    nearestName(name, columns)
  )
}

/** `firstName` and `First name` are the same two words. */
function wordsOf(name: string): readonly string[] {
  const parts = name.replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2").match(/[\p{L}\p{M}\p{N}]+/gu)
  return parts?.map((part) => part.toLowerCase()) ?? []
}

function lettersOf(name: string): string {
  return wordsOf(name).join("")
}

function hasAll(words: readonly string[], wanted: readonly string[]): boolean {
  return wanted.length > 0 && wanted.every((word) => words.includes(word))
}
