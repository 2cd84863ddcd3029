import { countOf } from "./count-text.ts"

/** A number of bytes: `812 bytes`, `12.3 kB`, `4.0 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return countOf(bytes, "byte")
  const units = ["kB", "MB", "GB", "TB"]
  let value = bytes / 1000
  let unit = 0
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value.toFixed(1)} ${units[unit] ?? "TB"}`
}
