/** A row of the table that real programs save. */
export interface RealRow {
  readonly note: string | null
  readonly email: string
  /** The same as `note`, so that each text stands first and last in a row. */
  readonly again: string | null
}

/** Texts that programs write in different ways, and that readers of CSV stumble over. */
const TEXTS: readonly (string | null)[] = [
  "plain",
  "a,b;c|d~e^f",
  "a\tb",
  'he said "hi"',
  '"quoted"',
  '5" pipe',
  '"',
  '""',
  '","',
  "it's",
  "'single'",
  "line 1\nline 2",
  "line 1\r\nline 2",
  "\nat the start, and at the end\n",
  String.raw`C:\temp\new`,
  String.raw`ends in \ `.trimEnd(),
  "\\",
  String.raw`\"`,
  String.raw`a\,b`,
  String.raw`\n`,
  String.raw`\N`,
  "NULL",
  "null",
  "",
  null,
  " blanks at both ends  ",
  " ",
  "\u00A0NBSP\u00A0",
  "Jörg Müßig, Å €",
  "Łukasz 日本 😀",
  "007",
  "+4915112345678",
  "12345678901234567890",
  "1e5",
  "1,50",
  "=1+1",
  "TRUE",
  "2026-03-01",
  "# no comment",
  "sep=;",
  '{"a": "b\\n"}',
  "-",
]

/** The table, each text in a row of its own. */
export const REAL_ROWS: readonly RealRow[] = TEXTS.map((text, index) => ({
  note: text,
  email: `u${index}@example.com`,
  again: text,
}))
