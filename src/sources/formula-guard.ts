/**
 * A cell that a spreadsheet would run as a formula: it begins with `=`, `+`, `-` or `@`, as wide characters too, or with a
 * tab or line end, behind what spreadsheets may skip (https://owasp.org/www-community/attacks/CSV_Injection).
 */
const FORMULA = /^[\s\p{Cc}\p{Cf}"'`]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\t\r\n]/u

const APOSTROPHE = 0x27

/**
 * A cell as a spreadsheet may see it: one that it would run gets an apostrophe in front, and so does one that consists of such a
 * cell behind apostrophes, so that {@link withoutFormulaGuard} gives exactly what it was. Numbers with a sign get one as well.
 */
export function withFormulaGuard(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell
}

/** What {@link withFormulaGuard} made this cell of; other cells stay as they are. */
export function withoutFormulaGuard(cell: string): string {
  if (cell.charCodeAt(0) !== APOSTROPHE) return cell
  const rest = cell.slice(1)
  return FORMULA.test(rest) ? rest : cell
}
