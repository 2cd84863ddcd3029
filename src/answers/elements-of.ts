/** A value itself, or what stands in an array, and in arrays in that. */
export function elementsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.flatMap(elementsOf) : [value]
}
