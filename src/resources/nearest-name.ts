/**
 * Which of some names a mistyped one was probably meant to be: at most one letter in three is wrong. Case makes no
 * difference.
 */
export function nearestName(name: string, names: Iterable<string>): string | undefined {
  let nearest: { readonly name: string; readonly distance: number } | undefined
  for (const known of names) {
    const maxDistance = Math.floor(Math.max(name.length, known.length) / 3)
    // What differs that much in length needs no closer look, however long it is.
    if (Math.abs(name.length - known.length) > maxDistance) continue
    const distance = typingMistakes(name.toLowerCase(), known.toLowerCase())
    if (distance <= Math.min(maxDistance, (nearest?.distance ?? Infinity) - 1))
      nearest = { name: known, distance }
  }
  return nearest?.name
}

/** How many letters are missing, added, wrong, or exchanged with their neighbours (optimal string alignment distance). */
function typingMistakes(one: string, other: string): number {
  let before: readonly number[] = []
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1]
      const isExchanged =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      now.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (now[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (isSame ? 0 : 1),
          isExchanged ? (before[column - 2] ?? 0) + 1 : Infinity,
        ),
      )
    }
    before = last
    last = now
  }
  return last[other.length] ?? 0
}
