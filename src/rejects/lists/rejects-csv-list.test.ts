import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { isUtf8 } from "node:buffer"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { diskFileSystem } from "../../platform/files/disk-file-system.ts"
import { SourceError } from "../../errors.ts"
import { rejectLine } from "../reject-line.ts"
import { rejectsCsvHeader, rejectsCsvLine } from "../rejects-csv.ts"
import type { CsvDelimiter } from "../../sources/formats/csv/csv-delimiter.ts"
import { csvRowFields } from "../../sources/formats/csv/csv-row-fields.ts"
import { FIRST_COLUMN_NAMES, OWN_COLUMN_NAMES } from "../own-columns.ts"
import { OLDER_ENCODINGS, decodedText } from "../../sources/formats/text/text-encoding.ts"
import { openRejectsCsv } from "./rejects-csv-list.ts"

let folder = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rejects-csv-list-"))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})
const at = (name: string): string => join(folder, name)

type Row = readonly string[]

/** An import's two lists of rejects, with the records in these rows. */
function lists(columns: Row, rows: readonly Row[]): { readonly csv: string; readonly ndjson: string } {
  const layout = { columns, delimiter: "," } as const
  const failures = [{ stage: "map", code: "no-plan", message: "there is no such plan" }] as const
  const lines = rows.map((row, index) => {
    const record = Object.fromEntries(columns.map((name, column) => [name, row[column] ?? ""]))
    const item = { position: { recordNumber: index + 1, lineNumber: index + 2 }, record }
    return { item, line: rejectLine("users.csv", { item, state: "rejected", failures }) }
  })
  return {
    csv:
      rejectsCsvHeader(layout) +
      lines.map(({ item, line }) => rejectsCsvLine({ item }, line, layout)).join(""),
    ndjson: lines.map(({ line }) => `${JSON.stringify(line)}\n`).join(""),
  }
}

/** Text in an encoding of one byte a character; `?` where it has none. */
function encoded(text: string, encoding: (typeof OLDER_ENCODINGS)[number]): Buffer {
  const bytes = new Map(
    Array.from({ length: 256 }, (_, byte) => [decodedText(Buffer.of(byte), encoding), byte] as const),
  )
  return Buffer.from(Array.from(text, (character) => bytes.get(character) ?? 0x3f))
}

const cellsIn = (line: string): string[] => [...(csvRowFields(Buffer.from(line), ",", "\n") ?? [])]

/** The rows of a list, as a spreadsheet reads them; none of the tests has line ends in cells. */
const rowsIn = (csv: string): string[][] =>
  csv
    .replace("\uFEFF", "")
    .trimEnd()
    .split("\n")
    .map((line) => cellsIn(line))

const saved = (rows: readonly Row[], delimiter: CsvDelimiter, isQuoted: boolean): string => {
  const cell = (text: string): string =>
    isQuoted || /[";,\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  return rows.map((row) => `${row.map((text) => cell(text)).join(delimiter)}\r\n`).join("")
}

const OWN_COUNT = OWN_COLUMN_NAMES.length

async function cellsOf(
  csv: Buffer | string,
  ndjson: string | undefined,
): Promise<(readonly string[] | undefined)[]> {
  writeFileSync(at("rejects.csv"), csv)
  if (ndjson !== undefined) writeFileSync(at("rejects.ndjson"), ndjson)
  const list = await openRejectsCsv(
    at("rejects.csv"),
    ndjson === undefined ? undefined : at("rejects.ndjson"),
    diskFileSystem,
  )
  const found: (readonly string[] | undefined)[] = []
  for await (const rows of list.read()) found.push(...rows.map(({ cells }) => cells))
  await list.close()
  return found
}

const UTF16: Readonly<Record<string, (text: string) => Buffer>> = {
  "UTF-16LE": (text) => Buffer.from(`\uFEFF${text}`, "utf16le"),
  "UTF-16BE": (text) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16(),
  "UTF-16LE without a mark": (text) => Buffer.from(text, "utf16le"),
  "UTF-8 without a mark": (text) => Buffer.from(text),
  "UTF-8": (text) => Buffer.from(`\uFEFF${text}`),
}

const COLUMNS = ["id", "näme", "note"]
const ROWS = [
  ["1", "José", "“quoted” – and €5"],
  ["2", "Müller", "=1+1"],
  ["3", "Zoë", ""],
]

describe("openRejectsCsv()", () => {
  it.each(Object.keys(UTF16))("reads what a spreadsheet saved in %s, with tabs", async (name) => {
    const { csv, ndjson } = lists(COLUMNS, ROWS)
    const rows = rowsIn(csv)
    rows[2]?.splice(OWN_COUNT + 1, 1, "Łukasz 日本")
    const bytes = UTF16[name]?.(saved(rows, "\t", false)) ?? ""
    for (const known of [ndjson, undefined])
      expect((await cellsOf(bytes, known)).map((cells) => cells?.slice(OWN_COUNT))).toEqual([
        ROWS[0],
        ["2", "Łukasz 日本", "=1+1"],
        ROWS[2],
      ])
  })

  it.each(["windows-1252", "macintosh", "windows-1254"] as const)(
    "reads what a spreadsheet saved in %s, as the cells that nobody changed prove it",
    async (encoding) => {
      const { csv, ndjson } = lists(COLUMNS, ROWS)
      const rows = rowsIn(csv)
      rows[3]?.splice(OWN_COUNT + 1, 2, "Jürgen", "corrected")
      const bytes = encoded(saved(rows, ";", false), encoding)
      expect((await cellsOf(bytes, ndjson)).map((cells) => cells?.slice(OWN_COUNT))).toEqual([
        ROWS[0],
        ROWS[1],
        ["3", "Jürgen", "corrected"],
      ])
    },
  )

  it("refuses an older encoding where nothing proves which one it is, and names the cell", async () => {
    const { csv, ndjson } = lists(COLUMNS, ROWS)
    const rows = rowsIn(csv)
    const bytes = encoded(saved(rows, ";", false), "windows-1252")
    await expect(cellsOf(bytes, undefined)).rejects.toThrow(
      `Cannot read rejects.csv as it is not in UTF-8, and there is no encoding in which the text in column ${OWN_COUNT + 2} (`,
    )
    // In Windows-1250 it is a letter with another accent.
    rows[2]?.splice(OWN_COUNT + 1, 1, "Muñoz")
    const doubtful = cellsOf(encoded(saved(rows, ";", false), "windows-1252"), ndjson)
    await expect(doubtful).rejects.toThrow(SourceError)
    await expect(doubtful).rejects.toThrow(
      `the text in column ${OWN_COUNT + 2} (näme) on line 3 could be told for certain`,
    )
  })

  it("refuses a list of which one half is in one encoding and the other half in another", async () => {
    const { csv, ndjson } = lists(COLUMNS, ROWS)
    const [head = "", first = "", second = "", third = ""] = csv.split("\n")
    const bytes = Buffer.concat([
      Buffer.from(`${head}\n${first}\n`),
      encoded(`${second}\n${third}\n`, "windows-1252"),
    ])
    await expect(cellsOf(bytes, ndjson)).rejects.toThrow(SourceError)
    const otherWayRound = Buffer.concat([
      encoded(`${head.slice(1)}\n${first}\n`, "windows-1252"),
      Buffer.from(`${second}\n${third}\n`),
    ])
    await expect(cellsOf(otherWayRound, ndjson)).rejects.toThrow(SourceError)
  })

  it.each([
    ["José", "JosÃ©", "was read as Windows-1252 and saved as UTF-8"],
    ["José Núñez", "JosÃ© NÃºÃ±ez, corrected", "was so, and corrected after that"],
    ["José", "JosÃƒÂ©", "was so twice"],
    ["José", "Jos√©", "was read as that of a Mac"],
    ["José", "Jos\uFFFD", "was saved as Windows-1252 and read as UTF-8"],
    ["Łukasz", "?ukasz", "has letters that Windows-1252 has not"],
    ["a😀", "a??", "has pictures that take two units"],
    ["a😀", "a?", "has pictures that take one character"],
    ["plain", "pl\uFFFDin", "was plain"],
  ])("refuses a list in UTF-8 in which %s is now %s: it %s", async (before, after) => {
    const { csv, ndjson } = lists(COLUMNS, [
      ["1", "Zoë", ""],
      ["2", before, ""],
    ])
    const changed = csv.replace(before, after)
    await expect(cellsOf(changed, ndjson)).rejects.toThrow(
      `Cannot use rejects.csv as the text in column ${OWN_COUNT + 2} (näme) on line 3 was damaged when the file was saved in another encoding`,
    )
  })

  it.each([
    ["José", "Jos+AOk-", "UTF-7"],
    ["José and Zoë", "Jos+AOk and Zo+AOs-, who moved", "UTF-7, and corrected after that"],
    ["+4", "+-4", "UTF-7"],
    ["a+b~c", "a+-b+AH4-c", "UTF-7"],
    ["who@example.com", "who+AEA-example.com", "UTF-7"],
    ["日本", "+ZeVnLA", "UTF-7"],
    ["x😀", "x+2D3eAA-", "UTF-7"],
    ["日本", "\u001B$BF|K\\\u001B(B", "ISO-2022-JP"],
    ["한국", "\u001B$)C\u000EGQ19\u000F", "ISO-2022-KR"],
    ["x한국", "x\u000EGQ19\u000F", "ISO-2022-KR, which says so once a line"],
    ["中文", "~{VPND~}", "HZ"],
    ["中文 and José", "~{VPND~} and Jos?", "HZ, which has not all characters"],
    ["~x", "~~x", "HZ"],
  ])("refuses a list of ASCII in which %j is now %j: it was saved in %s", async (before, after) => {
    const { csv, ndjson } = lists(
      ["id", "name"],
      [
        ["1", "plain"],
        ["2", before],
      ],
    )
    const changed = csv.slice(1).replace(before, after)
    // Of the numbers in our own columns there is none of these.
    for (const text of [changed, saved(rowsIn(changed), ";", true)])
      await expect(cellsOf(text, ndjson)).rejects.toThrow(
        `Cannot use rejects.csv as the text in column ${OWN_COUNT + 2} (name) on line 3 was damaged when the file was saved in another encoding`,
      )
  })

  it.each([
    ["+4", "+4\u001B"],
    ["José", "Jos+AOk-"],
    ["a~~b", "~{VPND~}"],
    ["+-4", "x"],
    ["\u001B[1m", "\u000E"],
  ])("takes the cells %j and %j as they are where they always were so", async (...names) => {
    const { csv, ndjson } = lists(
      ["id", "name"],
      names.map((name, index) => [String(index), name]),
    )
    expect((await cellsOf(csv, ndjson)).map((row) => row?.[OWN_COUNT + 1])).toEqual(names)
  })

  it.each([
    ["José", "Josè"],
    ["josé@example.com", "jose@example.com"],
    ["JosÃ©", "José"],
    ["Jos\uFFFD", "José"],
    ["Jos\uFFFD", "Jos\uFFFD who"],
    ["Zoë", "Zo"],
    ["Where", "Where?"],
    ["José", "Jose"],
    ["José", "Jos+e-"],
    ["a+b", "a+c"],
    ["+49 170", "+49170123-4"],
    ["who", "+49170-3"],
    ["José", "+49170"],
    ["日本", "Japan ~{x}"],
    ["where", "some~~where"],
    ["five", "2+-3"],
  ])("takes %s that is now %s for corrected", async (before, after) => {
    const { csv, ndjson } = lists(
      ["id", "name"],
      [
        ["1", "Łódź"],
        ["2", before],
      ],
    )
    const cells = await cellsOf(csv.replace(before, after), ndjson)
    expect(cells.map((row) => row?.[OWN_COUNT + 1])).toEqual(["Łódź", after])
  })

  it("keeps an apostrophe that the record had, in a list that was written before formulas were guarded", async () => {
    const { ndjson } = lists(
      ["id", "phone"],
      [
        ["1", "'+49 170"],
        ["2", "x"],
      ],
    )
    const old = `${FIRST_COLUMN_NAMES.join()},id,phone\n1,2,r,,,1,'+49 170\n2,3,r,,,2,'+7\n`
    expect((await cellsOf(old, ndjson)).map((row) => row?.[6])).toEqual(["'+49 170", "+7"])
  })

  it.each([
    ["macintosh", "xÃñx"],
    ["windows-1252", "JosÃ©"],
  ] as const)(
    "does not take %s for UTF-8 where the bytes of %s happen to be such",
    async (encoding, name) => {
      const { csv, ndjson } = lists(["id", "name"], [["1", name]])
      const bytes = encoded(saved(rowsIn(csv), ";", true), encoding)
      expect(isUtf8(bytes)).toBe(true)
      expect(await cellsOf(bytes, ndjson)).toEqual([expect.arrayContaining([name])])
    },
  )

  it("reads what stands there, or refuses: never something else, in whichever encoding", async () => {
    const letters = fc.constantFrom(...Array.from("aé€ñüßłŁжЖα“–?'=Ã© "))
    const texts = fc.array(letters, { maxLength: 5 }).map((some) => `x${some.join("")}x`)
    const rows = fc.array(fc.tuple(texts, texts), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.array(fc.tuple(fc.nat(3), fc.nat(1), texts), { maxLength: 2 }),
        fc.constantFrom(...OLDER_ENCODINGS.filter((name) => !/jis|jp|gb|big5|kr/.test(name))),
        fc.constantFrom<CsvDelimiter>(",", ";", "\t"),
        fc.boolean(),
        async (before, changes, encoding, delimiter, isQuoted) => {
          const { csv, ndjson } = lists(["a", "b"], before)
          const after = rowsIn(csv)
          for (const [row, column, text] of changes) after[row + 1]?.splice(OWN_COUNT + column, 1, text)
          const bytes = encoded(saved(after, delimiter, isQuoted), encoding)
          // What the encoding has no character for is lost before we see it.
          fc.pre(bytes.every((byte) => byte < 128) || !isUtf8(bytes))
          fc.pre(decodedText(bytes, encoding) === saved(after, delimiter, isQuoted))
          try {
            const cells = await cellsOf(bytes, ndjson)
            expect(cells.map((row) => row?.slice(OWN_COUNT))).toEqual(
              after.slice(1).map((row) => row.slice(OWN_COUNT)),
            )
          } catch (error) {
            if (!(error instanceof SourceError)) throw error
          }
        },
      ),
      { numRuns: 40 },
    )
  }, 60_000)
})
