import { countText } from "./count-text.ts"

/** How long something took: `0.8 s`, `12 s`, `2 min 5 s`, `1 h 2 min`. */
export function durationText(durationMs: number): string {
  if (durationMs < 9_950) return `${(durationMs / 1000).toFixed(1)} s`
  const seconds = Math.round(durationMs / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  const minutes = Math.round(seconds / 60)
  return `${countText(Math.floor(minutes / 60))} h ${minutes % 60} min`
}
