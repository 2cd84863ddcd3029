/** How people write the name of an encoding: `Windows-1252`, `UTF-16LE`, `Shift_JIS`. */
export function encodingText(name: string): string {
  if (name === "shift_jis") return "Shift_JIS"
  return /^(?:windows|macintosh|big5)/.test(name)
    ? name.charAt(0).toUpperCase() + name.slice(1)
    : name.toUpperCase()
}
