/** A whole number with thousands separators: `1,234,567`. */
export function countText(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(\d{3})+$)/g, ",")
}

/** A count with its noun: `1 record`, `2 records`. */
export function countOf(count: number, one: string, several: string = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : several}`
}
