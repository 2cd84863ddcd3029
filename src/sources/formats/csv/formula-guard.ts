const FORMULA_SIGNS = String.raw`=+\-@\uFF1D\uFF0B\uFF0D\uFF20`
const SKIPPED = String.raw`\s\p{Cc}\p{Cf}"'\u0060`

/**
 * A cell that a spreadsheet would run as a formula: it begins with `=`, `+`, `-` or `@`, as wide characters too, or with a
 * tab or line end, behind what spreadsheets may skip (https://owasp.org/www-community/attacks/CSV_Injection).
 */
const FORMULA = new RegExp(`^[${SKIPPED}]*[${FORMULA_SIGNS}\\t\\r\\n]`, "u")

const SPLIT = String.raw`,;|\t\r\n`
const FORMULA_NEXT = `(?=(?:(?![${SPLIT}])[${SKIPPED}])*[${FORMULA_SIGNS}])`
/** Within a cell, where those spreadsheets begin another one that split lines at some other character: they take no notice of its quotes. */
const INNER_FORMULA = new RegExp(`(?<=[${SPLIT}])${FORMULA_NEXT}`, "gu")
const INNER_GUARD = new RegExp(`(?<=[${SPLIT}])'${FORMULA_NEXT}`, "gu")

const APOSTROPHE = 0x27

/**
 * A cell as a spreadsheet may see it: one that it would run gets an apostrophe in front, and so does one that consists of such a
 * cell behind apostrophes, so that {@link withoutFormulaGuard} gives exactly what it was. The same holds behind each comma,
 * semicolon, tab, bar and line end. Numbers with a sign get one as well.
 */
export function withFormulaGuard(cell: string): string {
  const guarded = cell.replaceAll(INNER_FORMULA, "'")
  return FORMULA.test(cell) ? `'${guarded}` : guarded
}

/** What {@link withFormulaGuard} made this cell of; other cells stay as they are. */
export function withoutFormulaGuard(cell: string): string {
  return withoutFirst(cell).replaceAll(INNER_GUARD, "")
}

function withoutFirst(cell: string): string {
  if (cell.charCodeAt(0) !== APOSTROPHE) return cell
  const rest = cell.slice(1)
  return FORMULA.test(rest) ? rest : cell
}
