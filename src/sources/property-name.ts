/**
 * The same text, as the engine itself keeps the names of properties: storing by any other copy of it, such as one cut out of a longer text,
 * takes six times as long (Node 20, records of 8 columns: 17 ns instead of 100 ns).
 */
export function propertyName(text: string): string {
  const [name = text] = Object.keys({ [text]: undefined })
  return name
}
