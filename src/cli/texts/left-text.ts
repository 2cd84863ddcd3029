/** How long something will take, no more exact than a guess can be: `8 s`, `35 s`, `4 min`, `1 h 20 min`. */
export function leftText(leftMs: number): string {
  const seconds = Math.ceil(leftMs / 1000)
  if (seconds <= 10) return `${seconds} s`
  if (seconds < 58) return `${Math.ceil(seconds / 5) * 5} s`
  if (seconds < 3_570) return `${Math.max(1, Math.round(seconds / 60))} min`
  const minutes = Math.round(seconds / 600) * 10
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
