/** Reads the values of a flag that may be typed several times, or once with commas. */
export function parseList(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => text.split(",").map((part) => part.trim()))
}
