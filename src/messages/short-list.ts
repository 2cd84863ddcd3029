const MAX_NAMES = 10
const MAX_NAME_CHARS = 80

/** Names for a message: the first few, each cut short, and how many more there are. What is to be typed is not cut: `maxChars` is Infinity. */
export function shortList(
  names: readonly string[],
  maxNames: number = MAX_NAMES,
  maxChars: number = MAX_NAME_CHARS,
): string {
  const shown = names.slice(0, maxNames).map((name) => shortName(name, maxChars))
  const left = names.length - shown.length
  return left === 0 ? shown.join(", ") : `${shown.join(", ")} and ${left.toLocaleString("en-US")} more`
}

function shortName(name: string, maxChars: number): string {
  if (name.length <= maxChars) return name
  const characters = Array.from(name.slice(0, maxChars * 2))
  return characters.length > maxChars ? `${characters.slice(0, maxChars).join("")}…` : name
}
