const PAIRS: readonly (readonly [yes: string, no: string])[] = [
  ["true", "false"],
  ["yes", "no"],
  ["on", "off"],
  ["y", "n"],
  ["t", "f"],
  ["1", "0"],
]

/** Which two words a text is one of that may stand for a boolean, and in which capitals; undefined where it is none. */
export function booleanWriting(text: string): string | undefined {
  if (text.length > 5) return undefined
  const lower = text.toLowerCase()
  const pair = PAIRS.find((words) => words.includes(lower))
  if (pair === undefined) return undefined
  const capitals = text === lower ? "" : text === text.toUpperCase() ? " in capitals" : " with a capital"
  return `${pair.join(" or ")}${capitals}`
}
