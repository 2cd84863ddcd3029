/** A whole number with thousands separators: `1,234,567`. */
export function countText(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(\d{3})+$)/g, ",")
}

/** A count with its noun: `1 record`, `2 records`. */
export function countOf(count: number, one: string, several: string = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : several}`
}

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

/** How long something took: `0.8 s`, `12 s`, `2 min 5 s`, `1 h 2 min`. */
export function durationText(durationMs: number): string {
  if (durationMs < 9_950) return `${(durationMs / 1000).toFixed(1)} s`
  const seconds = Math.round(durationMs / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  const minutes = Math.round(seconds / 60)
  return `${countText(Math.floor(minutes / 60))} h ${minutes % 60} min`
}

/** How long something will take, no more exact than a guess can be: `8 s`, `35 s`, `4 min`, `1 h 20 min`. */
export function leftText(leftMs: number): string {
  const seconds = Math.ceil(leftMs / 1000)
  if (seconds <= 10) return `${seconds} s`
  if (seconds < 58) return `${Math.ceil(seconds / 5) * 5} s`
  if (seconds < 3_570) return `${Math.max(1, Math.round(seconds / 60))} min`
  const minutes = Math.round(seconds / 600) * 10
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
