import { REAL_ROWS } from "./real-rows.ts"
import type { RealRow } from "./real-rows.ts"

/** A file as a program saves it. */
export interface RealFile {
  /** Begins with the name of the program. */
  readonly name: string
  /** What tells how to read it, where it does not tell itself. */
  readonly options?: Readonly<Record<string, unknown>>
  /** Texts that such a file cannot hold, or holds as others. */
  readonly lacks?: readonly RegExp[]
  /** What becomes of a value in such a file. */
  readonly asSaved?: (text: string | null) => string | null
}

/** No value, and the empty text, are the same in most files. */
const emptyForNull = (text: string | null): string => text ?? ""
/** A text `\N` is written as no value is. */
const nullForSlashN = (text: string | null): string | null => (text === String.raw`\N` ? null : text)
const bothAlike = (text: string | null): string | null => nullForSlashN(emptyForNull(text))

const CR = /\r/
const LINE_END = /[\r\n]/
const TAB = /\t/
const BEYOND_1252 = /[^\0-\u00FF€]/

export const REAL_FILES: readonly RealFile[] = [
  { name: "python-excel.csv", asSaved: bothAlike },
  { name: "python-excel-tab.tsv", asSaved: bothAlike },
  { name: "python-unix.csv", asSaved: emptyForNull },
  { name: "python-nonnumeric.csv", asSaved: emptyForNull },
  { name: "python-no-quotes.csv", asSaved: emptyForNull },
  { name: "python-no-quotes.tsv", asSaved: emptyForNull },
  { name: "python-escaped-quotes.csv", asSaved: emptyForNull },
  { name: "python-windows.csv", lacks: [LINE_END], asSaved: bothAlike },
  { name: "python-windows-1252.csv", lacks: [BEYOND_1252], asSaved: bothAlike },
  { name: "python-utf-16.csv", asSaved: bothAlike },
  { name: "python-utf-8-sig.csv", asSaved: emptyForNull },

  { name: "sqlite.csv", asSaved: bothAlike },
  { name: "sqlite.tsv", lacks: [LINE_END, TAB], asSaved: bothAlike },
  { name: "sqlite-list.csv", lacks: [LINE_END, /\|/], asSaved: bothAlike },
  { name: "sqlite.json" },

  { name: "postgres-text.tsv" },
  { name: "postgres.csv", asSaved: bothAlike },
  { name: "postgres-quoted.csv", asSaved: emptyForNull },
  { name: "postgres-windows-1252.csv", lacks: [BEYOND_1252], asSaved: bothAlike },
  { name: "postgres-no-header.csv", options: { columns: ["note", "email", "again"] }, asSaved: bothAlike },

  { name: "mysql-outfile.tsv" },
  { name: "mysql-outfile-no-header.tsv", options: { columns: ["note", "email", "again"] } },
  { name: "mysql-outfile.csv" },
  { name: "mysql-outfile-enclosed.csv" },
  { name: "mysql-outfile-no-escapes.csv", lacks: [/"/], options: { nullValues: ["NULL"] } },
  {
    name: "mysql-batch.tsv",
    options: { escape: "\\", nullValues: ["NULL"], quote: "none" },
    asSaved: (text) => (text === "NULL" ? null : text),
  },

  { name: "duckdb.csv", asSaved: bothAlike },
  { name: "duckdb.tsv", asSaved: bothAlike },
  { name: "duckdb-quoted.csv", asSaved: emptyForNull },
  { name: "duckdb.json" },
  { name: "duckdb.ndjson" },

  { name: "libreoffice.csv", lacks: [CR, TAB], asSaved: bothAlike },
  { name: "libreoffice-quoted.csv", lacks: [CR, TAB], asSaved: emptyForNull },
  { name: "libreoffice-semicolon.csv", lacks: [CR, TAB], asSaved: bothAlike },
  { name: "libreoffice-windows-1252.csv", lacks: [CR, TAB, BEYOND_1252], asSaved: bothAlike },
  { name: "libreoffice-unicode.csv", lacks: [CR, TAB], asSaved: bothAlike },
  { name: "libreoffice-tabs.tsv", lacks: [CR, TAB], asSaved: bothAlike },
  { name: "libreoffice-single-quotes.csv", lacks: [CR, TAB], asSaved: emptyForNull },
]

/** The rows that a file is made of. */
export function rowsToSave({ lacks = [] }: RealFile): RealRow[] {
  return REAL_ROWS.filter(({ note }) => note === null || lacks.every((pattern) => !pattern.test(note)))
}

/** The records that it must be read as. */
export function recordsExpected(file: RealFile): RealRow[] {
  const { asSaved = (text) => text } = file
  return rowsToSave(file).map(({ again, email, note }) => ({
    note: asSaved(note),
    email,
    again: asSaved(again),
  }))
}
