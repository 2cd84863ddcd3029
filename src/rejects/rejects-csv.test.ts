import { parse } from "csv-parse/sync"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { memoryFile } from "../../tests/kit/memory-file.ts"
import { plainItem } from "../../tests/kit/plain-item.ts"
import type { CsvDelimiter } from "../sources/formats/csv/csv-delimiter.ts"
import type { CsvLayout } from "../sources/formats/csv/csv-layout.ts"
import { csvLine } from "../sources/formats/csv/csv-line.ts"
import { originOf } from "../sources/data-source.ts"
import type { Position, SourceItem } from "../sources/data-source.ts"
import { readCsv } from "../sources/formats/csv/read-csv.ts"
import { REJECTS_IN_CSV } from "./reading/rejects-in-csv.ts"
import { FIRST_COLUMN_NAMES, OWN_COLUMN_NAMES } from "./own-columns.ts"
import type { SourceDataRecord } from "../sources/source-data-record.ts"
import type { FailedRecord } from "../accounting/ledger/failed-record.ts"
import { rejectLine } from "./reject-line.ts"
import { REJECTS_CSV_START, rejectsCsvHeader, rejectsCsvLine, rejectsCsvRow } from "./rejects-csv.ts"

type Item = SourceItem<SourceDataRecord<unknown>>

interface Read {
  readonly items: readonly Item[]
  readonly layout: CsvLayout
}

async function read(content: string | Buffer, delimiter: CsvDelimiter = ",", from?: Position): Promise<Read> {
  const items: Item[] = []
  let layout: CsvLayout = { columns: [], delimiter }
  const settings = { delimiter, maxRecordBytes: 1e6, list: REJECTS_IN_CSV }
  for await (const some of readCsv(memoryFile(content), settings, { from }, (found) => (layout = found)))
    items.push(...some)
  return { items, layout }
}

/** A record that failed: for its own problem, or for one that the map function had with it. */
function failed(item: Item): FailedRecord {
  const failure =
    "problem" in item
      ? ({ stage: "parse", ...item.problem } as const)
      : ({ stage: "map", code: "invalid-field", message: 'the "age"; is\nnone' } as const)
  return { item, state: "rejected", failures: [failure] }
}

function rejectsOf({ items, layout }: Read): string {
  const lines = items.map((item) => {
    const record = failed(item)
    return rejectsCsvLine(record, rejectLine("users.csv", record), layout)
  })
  return rejectsCsvHeader(layout) + lines.join("")
}

/** What must not change when rejects are read again: where each comes from, and what it holds. */
const whatStays = (item: Item): unknown => {
  const { recordNumber, lineNumber } = originOf(item)
  return {
    recordNumber,
    lineNumber,
    held: "record" in item ? new Map(Object.entries(item.record)) : item.problem.code,
  }
}

const rowsOf = (text: string, delimiter: string): string[][] =>
  parse(text, { bom: true, delimiter, relax_column_count: true, record_delimiter: "\n" })

/** All rows as long as the longest, as a spreadsheet leaves them. */
function savedBySpreadsheet(text: string, from: CsvDelimiter, to: CsvDelimiter): string {
  const rows = rowsOf(text, from)
  const width = Math.max(...rows.map((row) => row.length))
  const padded = rows.map((row) => [...row, ...Array.from({ length: width - row.length }, () => "")])
  return `\uFEFF${padded.map((row) => `${csvLine(row, to)}\r\n`).join("")}`
}

const delimiters = fc.constantFrom<CsvDelimiter>(",", ";", "\t", "|")
const names = fc.constantFrom(
  "id",
  "__proto__",
  "constructor",
  "7",
  "a b",
  'q"q',
  "x,y;z\tw|",
  "né",
  "n\nl",
  "=n",
  "'-n",
)
const columns = fc.uniqueArray(names, { minLength: 1, maxLength: 6 })
const parts = fc.constantFrom(
  '"',
  '""',
  ",",
  ";",
  "\t",
  "|",
  "a",
  " ",
  "é",
  "😀",
  "\r",
  "\n",
  "\r\n",
  "\n1,2,3\n",
  '\n"x" y\n',
  "\xff",
  "=",
  "+1",
  "-",
  "@",
  "'",
  "\uFF1D",
)
const fields = fc.array(parts, { maxLength: 4 }).map((some) => some.join(""))

/** CSV of which the header makes sense and the rest need not. */
const files = fc.record({
  columns,
  delimiter: delimiters,
  end: fc.constantFrom("\n", "\r\n", "\r"),
  rows: fc.array(
    fc.oneof(
      fc.array(fields, { maxLength: 7 }).map((row) => ({ row, isQuoted: true })),
      fields.map((text) => ({ row: [text], isQuoted: false })),
    ),
    { maxLength: 8 },
  ),
})

type FileParts = typeof files extends fc.Arbitrary<infer Value> ? Value : never

/** `\xff` stands for a byte that is no UTF-8. */
function bytesOf({ columns: header, delimiter, end, rows }: FileParts): Buffer {
  const head =
    header.length === 1 ? `"${header[0]?.replaceAll('"', '""') ?? ""}"` : csvLine(header, delimiter)
  const lines = rows.map(({ row, isQuoted }) => (isQuoted ? csvLine(row, delimiter) : row.join("")))
  const text = [head, ...lines].map((line) => line + end).join("")
  return Buffer.concat(
    text.split("\xff").flatMap((part, at) => (at === 0 ? [] : [Buffer.of(0xff)]).concat(Buffer.from(part))),
  )
}

async function readOrSkip(parts_: FileParts): Promise<Read> {
  try {
    return await read(bytesOf(parts_), parts_.delimiter)
  } catch {
    // A quote that is never closed ends the file: such a source gives no rejects to speak of.
    fc.pre(false)
    throw new Error("not reached")
  }
}

describe("rejects.csv", () => {
  it("reads as it was written: the same records from the same places, and what was broken is broken still", async () => {
    await fc.assert(
      fc.asyncProperty(files, async (parts_) => {
        const source = await readOrSkip(parts_)
        const text = rejectsOf(source)
        const again = await read(text)
        expect(again.layout).toEqual({ ...source.layout, ownColumns: OWN_COLUMN_NAMES })
        expect(again.items.map(plainItem).map(whatStays)).toEqual(source.items.map(whatStays))
        const positions = again.items.map(({ position }) => position.recordNumber)
        expect(positions).toEqual(source.items.map((_, index) => index + 1))
      }),
      { numRuns: 1_000 },
    )
  })

  it("has no cell that a spreadsheet would run, wherever its text comes from", async () => {
    const isFormula = (cell: string): boolean =>
      /^[\s"\u200B]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/.test(cell)
    await fc.assert(
      fc.asyncProperty(files, fields, async (parts_, code) => {
        const { items, layout } = await readOrSkip(parts_)
        const lines = items.map((item) => {
          const failures = [{ stage: "api", code: `=${code}`, message: "m" }] as const
          const line = rejectLine("users.csv", { item, state: "rejected", failures })
          return rejectsCsvLine({ item }, { ...line, advice: code }, layout)
        })
        const text = rejectsCsvHeader(layout) + lines.join("")
        // A spreadsheet may split lines elsewhere than they were joined, and then takes no notice of quotes within what is a cell to it.
        const cells = [...rowsOf(text, layout.delimiter).flat(), ...text.split(/[,;\t|\r\n]/)]
        expect(cells.filter(isFormula)).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ["=1+1", "'=1+1"],
    ["-5", "'-5"],
    ["+4917012345", "'+4917012345"],
    ["'=1", "''=1"],
    [" \u00A0@x", "' \u00A0@x"],
    ['"=1', `'"=1`],
    ["\u{200B}\u{FF0B}1", "'\u{200B}\u{FF0B}1"],
    ["\tx", "'\tx"],
    ["\rx", "'\rx"],
    ["x;=1+1;y", "x;'=1+1;y"],
    ["x\t=1+1", "x\t'=1+1"],
    ["a, -5|'@b", "a,' -5|''@b"],
    ["l1\n=1", "l1\n'=1"],
    ["l1\r\n'=1", "l1\r\n''=1"],
    [",\t\n=1", ",\t\n'=1"],
    ["a;b,c", "a;b,c"],
    ["'t Hooft", "'t Hooft"],
    ["''", "''"],
    ["a=1", "a=1"],
    ["", ""],
  ])("writes the cell %j as %j, and reads it as it was", async (cell, written) => {
    const { items, layout } = await read(`id,name\n1,${csvLine([cell], ",")}\n`)
    const text = rejectsOf({ items, layout })
    expect(rowsOf(text, ",")[1]?.at(-1)).toBe(written)
    for (const saved of [text, savedBySpreadsheet(text, ",", ";")])
      expect((await read(saved)).items).toMatchObject([{ record: { name: cell } }])
  })

  it("has quotes around cells in which some spreadsheet would see several", () => {
    for (const cell of ["x;y", "x\ty", "x|y", "x,y"])
      for (const delimiter of [",", ";", "\t", "|"] as const)
        expect(rejectsCsvRow([cell, "z"], delimiter)).toBe(`"${cell}"${delimiter}z\n`)
  })

  it("guards cells in time in proportion to their length", () => {
    for (const unit of ["\t", ", ", "\n'", "' ", ";"]) {
      const startedMs = performance.now()
      rejectsCsvRow([unit.repeat(500_000)], ",")
      expect(performance.now() - startedMs).toBeLessThan(2_000)
    }
  })

  it("takes what a person typed without the apostrophe", async () => {
    const { items } = await read(`${FIRST_COLUMN_NAMES.join()},a,b\n1,2,r,,,-7,"it's"\n`)
    expect(items).toMatchObject([{ record: { a: "-7", b: "it's" } }])
  })

  it("has no rows that hold nothing: a spreadsheet leaves them", async () => {
    const blank = [";;;;;;", " ;\t;  ;;;;", ";", "\u00A0", '"";"";"";"";"";"";""']
    const rows = ["3;4;r;;;x;y", ...blank, "5;6;r;;;z;", ";;;;;;", ""]
    const text = `${FIRST_COLUMN_NAMES.join(";")};a;b\r\n${rows.join("\r\n")}`
    const { items } = await read(text)
    expect(items.map(plainItem).map(whatStays)).toEqual([
      {
        recordNumber: 3,
        lineNumber: 4,
        held: new Map([
          ["a", "x"],
          ["b", "y"],
        ]),
      },
      {
        recordNumber: 5,
        lineNumber: 6,
        held: new Map([
          ["a", "z"],
          ["b", ""],
        ]),
      },
    ])
    expect((await read(text, ",", items[1]?.position)).items.map(plainItem)).toEqual([
      plainItem(items[1] as Item),
    ])
  })

  it("has the original columns as they were, also when it is written anew from itself", async () => {
    await fc.assert(
      fc.asyncProperty(files, async (parts_) => {
        const source = await readOrSkip(parts_)
        const text = rejectsOf(source)
        const anew = rejectsOf(await read(text))
        const withoutReason = (row: string[]): string[] => row.toSpliced(2, 1)
        const { delimiter } = source.layout
        expect(rowsOf(anew, delimiter).map(withoutReason)).toEqual(rowsOf(text, delimiter).map(withoutReason))
      }),
      { numRuns: 500 },
    )
  })

  it("stays what it is when a spreadsheet makes all rows equally long and chooses another delimiter", async () => {
    await fc.assert(
      fc.asyncProperty(files, delimiters, async (parts_, delimiter) => {
        const source = await readOrSkip(parts_)
        const saved = savedBySpreadsheet(rejectsOf(source), source.layout.delimiter, delimiter)
        const again = await read(saved)
        expect(again.layout).toEqual({ ...source.layout, delimiter, ownColumns: OWN_COLUMN_NAMES })
        expect(again.items.map(({ origin }) => origin)).toEqual(
          source.items.map(({ position: { recordNumber, lineNumber } }) => ({ recordNumber, lineNumber })),
        )
        const isGood = (item: Item): boolean => "record" in item
        expect(again.items.map(isGood)).toEqual(source.items.map(isGood))
        expect(again.items.filter(isGood).map(plainItem).map(whatStays)).toEqual(
          source.items.filter(isGood).map(whatStays),
        )
      }),
      { numRuns: 500 },
    )
  })

  it("can be read on from each of its positions", async () => {
    await fc.assert(
      fc.asyncProperty(files, async (parts_) => {
        const text = rejectsOf(await readOrSkip(parts_))
        const { items } = await read(text)
        for (const [index, { position }] of items.entries()) {
          const rest = await read(text, ",", position)
          expect(rest.items.map(plainItem)).toEqual(items.slice(index).map(plainItem))
        }
      }),
      { numRuns: 200 },
    )
  })

  it("is written so", async () => {
    const source = await read(
      Buffer.from('id;name\n007;"A;\nda"\n8\n9;x;y\n10;"Gr" ace\n11;Jos\xe9\n', "latin1"),
      ";",
    )
    const text = rejectsOf(source)
    expect(text.startsWith(REJECTS_CSV_START)).toBe(true)
    expect(text).toBe(
      [
        "\uFEFFimport_record;import_line;import_reason;import_advice;import_raw;import_digest;id;name",
        '1;2;"invalid-field: the ""age""; is\nnone";"give the field the value that the message asks for, in the file or in the map function";;r960fabd72b5e9c0;007;"A;\nda"',
        '2;4;"too-few-fields: The row has 1 field, but the header names 2.";"complete the row: it has fewer fields than the header; if what is missing is empty, import with --short-rows fill (shortRows)";8;r2c624232cdd2217;8',
        '3;5;"too-many-fields: The row has 3 fields, but the header names 2.";"put fields that hold the separator between quotes, or take away separators at the end of the row";"9;x;y";re0a869169b68887;9;x;y',
        '4;6;"bad-quote: Text follows the closing quote in column 2 (name); a quote within a quoted field must be doubled.";"double the quotes within a quoted field, and let a separator follow the closing one; if quotes are text in this file, import with --quote none (quote)";"10;""Gr"" ace";rc8b35cbfb717f30',
        '5;7;undecodable: The text in column 2 (name) has bytes that are no characters in the encoding of the file.;"say which encoding the file has, and start over, as with --encoding windows-1252 --restart (encoding, restart); or save it as UTF-8";"11;Jos\\xE9";r3bceb2b630a3c97',
        "",
      ].join("\n"),
    )
  })

  it("names every reason of a record, and leaves out a number that is not known", () => {
    const item = {
      position: { recordNumber: 9 },
      origin: { recordNumber: 0 },
      problem: { code: "c", message: "m" },
      raw: "r",
    }
    const failures = [
      { stage: "api", code: "a", message: "one" },
      { stage: "api", code: "b", message: "two" },
    ] as const
    const line = rejectLine("s", { item, state: "unknown", failures })
    expect(rejectsCsvLine({ item }, line, { columns: ["x"], delimiter: "," })).toBe(
      ",,a: one · b: two,see what Iterable says of this record,r,\n",
    )
  })

  it("takes values that are no strings, of records that were corrected in JSON", () => {
    const record = { a: 1, b: null, c: { d: "e" }, more: "x" }
    const failure = failed({ position: { recordNumber: 1 }, record })
    const layout = { columns: ["a", "b", "c", "toString"], delimiter: "," } as const
    expect(rejectsCsvLine(failure, rejectLine("s", failure), layout)).toMatch(/,,1,,"\{""d"":""e""\}",\n$/)
  })
})

describe("rejects.csv that a person has corrected", () => {
  const OWN = FIRST_COLUMN_NAMES.join()
  const one = async (row: string): Promise<unknown> => {
    const { items } = await read(`${OWN},a,b,c\n${row}\n`)
    expect(items).toHaveLength(1)
    const [item] = items
    if (item === undefined) return undefined
    return "record" in item ? item.record : `${item.problem.code}: ${item.problem.message}`
  }

  it.each([
    ["too-few-fields: x", '"1,2"', "1,2,3"],
    ["too-few-fields: x", '"1,2"', "1,,2"],
    ["too-few-fields: x", "", "1,2,"],
    ["too-many-fields: x", '"1,2,3,4"', "1,2,34"],
    ["bad-quote: x", '"1,""2""x,3"', "1,2,3"],
    ["bad-quote: x", '"1,""2""x,3"', ",,3"],
    ["not-utf8: x", '"1,2,\\xE9"', "1,2,é"],
    ["", "", ",,"],
  ])("takes a row of %s, once %s was corrected", async (reason, raw, fields_) => {
    const [a, b, c] = fields_.split(",")
    expect(await one(`7,8,${reason},,${raw},${fields_}`)).toEqual({ a, b, c })
  })

  it.each([
    ["7,8,bad-quote: the message,,raw", "bad-quote: the message"],
    ["7,8,bad-quote: the message,,raw,,,", "bad-quote: the message"],
    [
      "7,8,whatever,,raw,,,",
      "not-corrected: The row holds no record yet: fill its columns with what import_raw says.",
    ],
    [
      '7,8,r,,"1,2",1,2,',
      "too-few-fields: The row has 2 fields, but the header names 3. It does not look corrected: complete it, or empty import_raw if it is right as it stands.",
    ],
    ...["1,x,", "1,,", "x,,"].map((left) => [
      `7,8,r,,"1,2",${left}`,
      "too-few-fields: The row has 2 fields, but the header names 3. It does not look corrected: complete it, or empty import_raw if it is right as it stands.",
    ]),
    ["7,8,r,,,1,2", "too-few-fields: The row has 2 fields, but the header names 3."],
    ["7,8,r,,,1,2,3,4", "too-many-fields: The row has 4 fields, but the header names 3."],
    ["7,8", "too-few-fields: The row has 0 fields, but the header names 3."],
    [
      '7,8,r,,,1,"2"x,3',
      "bad-quote: Text follows the closing quote in column 7 (b); a quote within a quoted field must be doubled.",
    ],
    ...["", "0", "-1", "1.5", "x", "1e3", "12 34", "99999999999999999999"].map((number) => [
      `${number},8,r,,,1,2,3`,
      "no-record-number: The row has no whole number from 1 in import_record: give it that of the record it comes from, or put new records into a file of their own.",
    ]),
  ])("says of %j: %s", async (row, message) => {
    expect(await one(row)).toBe(message)
  })

  it.each([
    ['"1,2"', "1,2,", ["1", "2"]],
    ['"1,2"', "1,x,", ["1", "x"]],
    ['"1,"', "1,,", ["1", ""]],
    ["1", "1,,", ["1"]],
    ['"1,2,,"', "1,2,", ["1", "2", "", ""]],
  ])("has of an uncorrected row of %s just the fields it had: %s", async (raw, cells, fields_) => {
    let text = `${OWN},a,b,c\n7,8,r,,${raw},${cells}\n`
    for (let times = 1; times <= 3; times += 1) {
      const found = await read(text)
      expect([times, found.items]).toMatchObject([times, [{ fields: fields_, problem: {} }]])
      text = savedBySpreadsheet(rejectsOf(found), ",", ",")
    }
  })

  it("keeps the order of the rows as it stands, and takes several of one record and of no line", async () => {
    const { items } = await read(`${OWN},a\n9,90,,,,x\n 3 ,,,,,y\n9,90,,,,z\n`)
    expect(items.map(({ origin }) => origin)).toEqual([
      { recordNumber: 9, lineNumber: 90 },
      { recordNumber: 3 },
      { recordNumber: 9, lineNumber: 90 },
    ])
    expect(items.map(({ position }) => position)).toMatchObject([
      { recordNumber: 1, lineNumber: 2 },
      { recordNumber: 2, lineNumber: 3 },
      { recordNumber: 3, lineNumber: 4 },
    ])
  })

  it("knows no origin of a row without a number, so that the number of its place is not taken for it", async () => {
    const source = await read(`${OWN},a\n,,,,,x\n"9"x\n`)
    expect(source.items.map(({ origin }) => origin)).toEqual([{ recordNumber: 0 }, { recordNumber: 0 }])
    const again = await read(rejectsOf(source))
    expect(again.items).toMatchObject([
      { origin: { recordNumber: 0 }, fields: ["x"] },
      { origin: { recordNumber: 0 } },
    ])
  })

  it("knows the origin of a row of which a later field is broken", async () => {
    const { items } = await read(`${OWN},a\n5,6,,,,"x"y\n`)
    expect(items).toMatchObject([
      { origin: { recordNumber: 5, lineNumber: 6 }, problem: { code: "bad-quote" } },
    ])
  })

  it.each([
    ["import_record,import_reason,a", "import_line"],
    [`a,${OWN}`, "import_record"],
    ["import_record,import_line,import_reason,import_advice,a", "import_raw"],
    ["import_line,import_record,import_reason,import_advice,import_raw,a", "import_record"],
  ])("refuses the header %j, in which %s is not in its place", async (header, name) => {
    await expect(read(`${header}\n`)).rejects.toThrow(
      `Cannot read users.csv as its header (line 1) is that of a list of rejects, but the column ${name} is missing or not in its place: make ${FIRST_COLUMN_NAMES.join(", ")} the first columns, or rename import_record.`,
    )
  })

  it("refuses a header that names no columns but ours, one twice, or one not at all", async () => {
    await expect(read(`${OWN}\n`)).rejects.toThrow("as its header (line 1) names no columns but our own.")
    await expect(read(`${OWN},a,a\n`)).rejects.toThrow("the name “a” more than once, in columns 6, 7")
    await expect(read(`${OWN},a,,b,\n`)).rejects.toThrow("has no name for column 7")
  })

  it("takes names like ours for the user's own behind ours, and in other files", async () => {
    expect((await read(`${OWN},import_reason\n1,1,,,,x\n`)).items).toMatchObject([
      { record: { import_reason: "x" } },
    ])
    const { items } = await read("import_record,id\n1,x\n")
    expect(items).toMatchObject([{ record: { import_record: "1", id: "x" } }])
    expect(items[0]).not.toHaveProperty("origin")
  })
})
