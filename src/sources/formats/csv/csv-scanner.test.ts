import { parse } from "csv-parse/sync"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ByteWindow } from "../text/byte-window.ts"
import { CsvScanner } from "./csv-scanner.ts"
import type { CsvDelimiter } from "./csv-delimiter.ts"

interface Row {
  readonly fields: readonly string[]
  readonly byteOffset: number
  readonly lineNumber: number
  readonly problem: unknown
  readonly raw: string
}

interface ScanOptions {
  readonly delimiter?: CsvDelimiter
  readonly maxRecordBytes?: number
  /** Sizes of the chunks, over and over. Default: all at once. */
  readonly chunkSizes?: readonly number[]
}

function scan(input: string | Buffer, options: ScanOptions = {}): { rows: Row[]; failure: unknown } {
  const bytes = Buffer.from(input)
  const { delimiter = ",", maxRecordBytes = 1e6, chunkSizes = [bytes.length + 1] } = options
  const window = new ByteWindow(0)
  const scanner = new CsvScanner(window, { delimiter, maxRecordBytes, lineNumber: 1 })
  const rows: Row[] = []
  const drain = (): void => {
    while (scanner.next()) {
      const { byteOffset, lineNumber, problem, rowBytes } = scanner
      rows.push({
        fields: scanner.fields,
        byteOffset,
        lineNumber,
        problem,
        raw: rowBytes.toString("latin1"),
      })
    }
  }
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = chunkSizes[turn % chunkSizes.length] ?? 1
    if (window.push(bytes.subarray(at, at + size))) drain()
    at += size
  }
  window.end()
  drain()
  return { rows, failure: scanner.failure }
}

const fieldsOf = (input: string | Buffer, options?: ScanOptions): unknown =>
  scan(input, options).rows.map(({ fields }) => fields)

describe("CsvScanner", () => {
  it.each([
    [
      "ends of lines",
      "a,b\nc,d\r\ne,f",
      [
        ["a", "b"],
        ["c", "d"],
        ["e", "f"],
      ],
    ],
    ["quoted separators, quotes and line ends", '"a,b","c""d","e\nf"\n', [["a,b", 'c"d', "e\nf"]]],
    ["a quoted CRLF as it stands", '"a\r\nb",c\r\n', [["a\r\nb", "c"]]],
    [
      "empty fields",
      ',,\n"",\n',
      [
        ["", "", ""],
        ["", ""],
      ],
    ],
    ["an empty field at the very end", "a,", [["a", ""]]],
    ["blank lines as none", "\n\r\na\n\n\nb\n\n", [["a"], ["b"]]],
    ["a quoted nothing as a row", '""\n', [[""]]],
    ["lines of spaces as rows", " \n  ", [[" "], ["  "]]],
    ["what looks like numbers, and spaces, untouched", "007, x ,1.50\n", [["007", " x ", "1.50"]]],
    [
      "quotes inside of unquoted fields",
      'pipe,5" x\na "b" c,d"\n',
      [
        ["pipe", '5" x'],
        ['a "b" c', 'd"'],
      ],
    ],
    ["blanks, and quotes behind them and other text", 'a, b"c",  \n', [["a", ' b"c"', "  "]]],
    [
      "lone carriage returns as line ends, if the first line ends in one",
      "a,b\rc,d\r\re,f",
      [
        ["a", "b"],
        ["c", "d"],
        ["e", "f"],
      ],
    ],
    [
      "CRLF in any file",
      "a,b\rc,d\r\ne,f\r\n\r\ng,h\r",
      [
        ["a", "b"],
        ["c", "d"],
        ["e", "f"],
        ["g", "h"],
      ],
    ],
    [
      "CRLF that was written as text on Windows",
      'a,b\r\r\nc,"d\r\r\nd"\r\r\n\r\r\ne,f\r\ng,h\ni,j\r\r\n',
      [
        ["a", "b"],
        ["c", "d\r\r\nd"],
        ["e", "f"],
        ["g", "h"],
        ["i", "j"],
      ],
    ],
    ["line ends by the first line that is not blank", "\n\r\na\rb\r", [["a"], ["b"]]],
    ["a carriage return whose line feed was cut off", "a\r\nb\r", [["a"], ["b"]]],
    [
      "carriage returns within the first line's quotes",
      '"a\rb",c\nd,e\n',
      [
        ["a\rb", "c"],
        ["d", "e"],
      ],
    ],
    [
      "a first line with a quote inside a name",
      'a"b,c\rd,e\r',
      [
        ['a"b', "c"],
        ["d", "e"],
      ],
    ],
    ["characters of two, three and four bytes", 'é,"日""本",😀\n', [["é", '日"本', "😀"]]],
    ["nothing", "", []],
    ["line ends only", "\n\r\n\n", []],
  ])("reads %s, whatever the chunks", (_, text, expected) => {
    expect(fieldsOf(text)).toEqual(expected)
    for (const size of [1, 2, 3, 5]) expect(fieldsOf(text, { chunkSizes: [size] })).toEqual(expected)
  })

  it("reads other delimiters", () => {
    expect(fieldsOf("a;b,c\n", { delimiter: ";" })).toEqual([["a", "b,c"]])
    expect(fieldsOf('a\t"b\tc"\n', { delimiter: "\t" })).toEqual([["a", "b\tc"]])
    expect(fieldsOf("a|b\n", { delimiter: "|" })).toEqual([["a", "b"]])
  })

  it("says where each row starts: line and byte", () => {
    const { rows } = scan('é,"x\ny"\n\n\r\nb,"\r\n"\r\nc\n')
    expect(rows.map(({ lineNumber, byteOffset }) => [lineNumber, byteOffset])).toEqual([
      [1, 0],
      [5, 12],
      [7, 20],
    ])
  })

  it("finds text after a closing quote, and goes on behind the row", () => {
    const { rows } = scan('a,"b"c,d\n"e" f,g\n"g"h\ni,j\n')
    expect(rows.map(({ problem }) => problem)).toEqual([
      { kind: "bad-quote", fieldIndex: 1 },
      { kind: "bad-quote", fieldIndex: 0 },
      { kind: "bad-quote", fieldIndex: 0 },
      undefined,
    ])
    expect(rows[3]?.fields).toEqual(["i", "j"])
  })

  it.each([
    ["a separator in the quotes", 'a, "b, c",d\n', ["a", "b, c", "d"]],
    ["nothing in them that needs them", 'a,b, "c"\n', ["a", "b", "c"]],
    ["a blank behind them", 'a, "b" ,d\n', ["a", "b", "d"]],
    ["a tab, at the start of a row", '\t"a, b",c\n', ["a, b", "c"]],
    ["a no-break space", 'a,\u00A0"b, c"\n', ["a", "b, c"]],
    ["wide blanks", 'a,\u3000 \u3000"b, c"\n', ["a", "b, c"]],
    ["the mark that starts a file that was put behind another one", '\uFEFF"a, b",c\n', ["a, b", "c"]],
  ])("reads a blank before a quote that is closed on its line as it is meant: %s", (_, row, fields) => {
    for (const chunkSizes of [[1], [3, 2], [1_000]])
      expect(
        scan(`h\n${row}f,g\n`, { chunkSizes }).rows.map((found) => found.problem ?? found.fields),
      ).toEqual([["h"], fields, ["f", "g"]])
  })

  it.each([
    ["text behind the quotes", 'a, "b" c,d\n', 1],
    ["a line end in them", 'a,"b",  "c\nd,e"\n', 2],
  ])("does not guess what a blank before a quote means: %s", (_, row, fieldIndex) => {
    for (const chunkSizes of [[1], [3, 2], [1_000]]) {
      const { rows } = scan(`h\n${row}f,g\n`, { chunkSizes })
      expect(rows.map(({ problem }) => problem)).toEqual([
        undefined,
        { kind: "blank-before-quote", fieldIndex },
        undefined,
      ])
      expect(rows[2]?.fields).toEqual(["f", "g"])
    }
  })

  it("knows everything in front of a quote that looks like nothing", () => {
    const blanks = "\t\v\f \u0085\u00A0\u00AD\u1680\u180E\u2028\u2029\u202F\u205F\u2060\u3000\uFEFF".split("")
    for (let code = 0x2000; code <= 0x200f; code += 1) blanks.push(String.fromCharCode(code))
    for (const blank of blanks)
      for (const chunkSizes of [[1], [1_000]]) {
        const { rows } = scan(`h\na,${blank}"b",c\na,${blank} ${blank}"b, c"\na,${blank}b"c"\n`, {
          chunkSizes,
        })
        expect(rows.map(({ problem, fields }) => problem ?? fields)).toEqual([
          ["h"],
          ["a", "b", "c"],
          ["a", "b, c"],
          ["a", `${blank}b"c"`],
        ])
      }
  })

  it("takes what begins like a blank, and is none, for a part of the text", () => {
    for (const text of [
      "\u00C2",
      "\u00A9",
      "\u2010",
      "\u2027",
      "\u2030",
      "\u201C",
      "\u20AC",
      "\u3001",
      "\u1681",
    ])
      expect(fieldsOf(`a,${text}"b"\n`)).toEqual([["a", `${text}"b"`]])
  })

  it.each([
    ["nothing but good rows", "3,x,y\n", "", 1],
    ["a quoted field far behind", "3,x,y\n", '4,"x, y",z\n', 1],
    ["a quoted field near by", "3,x,y\n", '4,"x, y",z\n', 0.001],
    ["the same mistake again", "3,x,y\n", '4, "x,y\n', 0.001],
    ["what would close it, but too far away", "3,x,y\n", '4,5",y\n', 0.1],
    ["what would close it, but behind too much", `3,${"x".repeat(2_000)},y\n`, '4,5",y\n', 0.009],
  ])("lets a stray quote behind a blank cost its own line only: before %s", (_, row, last, share) => {
    const good = Math.round(1_000 * share) || 1
    for (const [chunkSizes, maxRecordBytes] of [
      [[1_000_000], 1e6],
      [[977, 13], 1e6],
      [[61], 5_000],
    ] as const) {
      const { rows, failure } = scan(`h,i,j\n2,  "Bob,x\n${row.repeat(good)}${last}`, {
        chunkSizes,
        maxRecordBytes,
      })
      expect(failure).toBeUndefined()
      expect(rows).toHaveLength(good + (last === "" ? 2 : 3))
      expect(rows[1]).toMatchObject({
        raw: '2,  "Bob,x',
        problem: { kind: "blank-before-quote", fieldIndex: 1 },
      })
      for (const { problem, lineNumber } of rows.slice(2, good + 2))
        expect({ problem, lineNumber }).toEqual({
          problem: undefined,
          lineNumber: expect.any(Number) as number,
        })
    }
  })

  it("takes those lines along that a quote near by makes a part of the field", () => {
    for (const end of ['"', '" ', '"""\u00A0'])
      for (const chunkSizes of [[1], [5], [100_000]]) {
        const row = `2, "Bob\n${"3,x,y\n".repeat(90)}${end}`
        const { rows } = scan(`h,i,j\n${row},z\n4,x,y\n5, "${end}`, { chunkSizes, maxRecordBytes: 5_000 })
        expect(rows.map(({ lineNumber }) => lineNumber)).toEqual([1, 2, 94, 95])
        expect(rows.map(({ problem }) => problem !== undefined)).toEqual([false, true, false, false])
      }
  })

  it("does not take a row for too large because of what it looks at behind it", () => {
    const text = `h,i\n2, "B\n${"3,x\n".repeat(50)}`
    for (const chunkSizes of [[1], [9], [1_000]]) {
      const { rows } = scan(text, { chunkSizes, maxRecordBytes: 10 })
      expect(rows).toHaveLength(52)
      expect(rows[1]).toMatchObject({ raw: '2, "B', problem: { kind: "blank-before-quote" } })
    }
  })

  it("ends a record above the limit at its line end, where its quote behind blanks is not closed", () => {
    const text = `h,i\n${"x".repeat(40)}, "B\n${"3,x\n".repeat(50)}`
    for (const chunkSizes of [[1], [9], [1_000]]) {
      const { rows } = scan(text, { chunkSizes, maxRecordBytes: 20 })
      expect(rows.map(({ problem }) => problem).filter(Boolean)).toEqual([
        { kind: "record-too-large", fieldIndex: 0 },
      ])
      expect(rows).toHaveLength(52)
    }
  })

  it("takes a tab for no blank where it separates fields", () => {
    expect(fieldsOf('a\t"b"\t\t"c"\n', { delimiter: "\t" })).toEqual([["a", "b", "", "c"]])
  })

  it("ends a record above the limit where its quotes behind blanks end", () => {
    for (const blank of [" ", "\u3000", "\u00A0\t"])
      for (const chunkSizes of [[1], [7]]) {
        const long = `a,${blank}"b\n${"c,d\n".repeat(30)}",e\nf,g\n`
        const { rows } = scan(long, { maxRecordBytes: 20, chunkSizes })
        expect(rows.map(({ problem }) => problem)).toEqual([
          { kind: "record-too-large", fieldIndex: 0 },
          undefined,
        ])
        expect(rows[1]?.fields).toEqual(["f", "g"])
      }
  })

  it("finds bytes that are not UTF-8, in that row only", () => {
    const bytes = Buffer.concat([
      Buffer.from("é,ok\n"),
      Buffer.from("a,b\xe9,c\n", "latin1"),
      Buffer.from('"\xff""",x\n', "latin1"),
      Buffer.from("\xc3,\xa9\n", "latin1"),
      Buffer.from("日,ok"),
    ])
    for (const size of [1, 2, 7, 100]) {
      expect(
        scan(bytes, { chunkSizes: [size] }).rows.map(({ problem, fields }) => problem ?? fields),
      ).toEqual([
        ["é", "ok"],
        { kind: "undecodable", fieldIndex: 1 },
        { kind: "undecodable", fieldIndex: 0 },
        { kind: "undecodable", fieldIndex: 0 },
        ["日", "ok"],
      ])
    }
  })

  it("finds a character that is cut off by the end of the file", () => {
    const bytes = Buffer.from("a\nb日").subarray(0, -1)
    expect(scan(bytes).rows[1]?.problem).toEqual({ kind: "undecodable", fieldIndex: 0 })
  })

  it("says on which line a quote opened that is never closed, after the rows before it", () => {
    const { rows, failure } = scan('a,b\n"x\ny","z\n1,2\n3,4\n')
    expect(rows).toHaveLength(1)
    expect(failure).toEqual({ kind: "quote-never-closed", lineNumber: 3 })
  })

  it.each([
    [
      "a lone carriage return in a file of line feeds",
      "a,b\n1,2\r3,4\n5,6\n",
      [["a", "b"], 1, 0, ["5", "6"]],
    ],
    ["the same where lines end in CRLF", "a,b\r\n1,2\r3,4\r\n5,6\r\n", [["a", "b"], 1, 0, ["5", "6"]]],
    ["two carriage returns before a line feed", "a,b\r\n1,2\r\r\n3,4\r\n", [["a", "b"], 1, ["3", "4"]]],
    ["three, where two are usual", "a\r\r\n1\r\r\r\n2\r\r\n", [["a"], 0, ["2"]]],
    ["a line feed in a file of carriage returns", "a\r1\n2\r3\r", [["a"], 0, 0, ["3"]]],
    ["a line that begins with a carriage return", "a\n1\n\r2\n3\n", [["a"], ["1"], 0, ["3"]]],
    ["a carriage return at the end of a file of line feeds", "a\n1\n2\r", [["a"], ["1"], 0]],
    ["carriage returns beyond number", `a\n1${"\r".repeat(9)}\n2\n`, [["a"], 0, ["2"]]],
  ])("takes neither side of a doubtful line end: %s, whatever the chunks", (_, text, expected) => {
    for (const size of [1, 2, 3, 5, 100]) {
      const { rows } = scan(text, { chunkSizes: [size] })
      expect(rows.map(({ problem, fields }) => problem ?? fields)).toEqual(
        expected.map((row) =>
          typeof row === "number" ? { kind: "doubtful-line-end", fieldIndex: row } : row,
        ),
      )
    }
  })

  it("finds a NUL character wherever it stands, in that row only", () => {
    for (const size of [1, 3, 100]) {
      const { rows } = scan('a,b\n1,\0\n"\0",2\n3,4\n\0\n', { chunkSizes: [size] })
      expect(rows.map(({ problem, fields }) => problem ?? fields)).toEqual([
        ["a", "b"],
        { kind: "nul-character", fieldIndex: 1 },
        { kind: "nul-character", fieldIndex: 0 },
        ["3", "4"],
        { kind: "nul-character", fieldIndex: 0 },
      ])
    }
  })

  it("takes records of exactly the limit, and leaves out one of a byte more, whatever the line end and the chunks", () => {
    const cases = ["\n", "\r\n", "\r\r\n", "\r", ""].flatMap((lineEnd) =>
      ["aaaa", '"aa"', '"a"""', "éé", "a,bb", '"a,\n"""', '"\r\n\r\n\r\n",'.repeat(9)].map((row) => [
        row,
        lineEnd,
      ]),
    )
    for (const [row = "", lineEnd = ""] of cases) {
      const recordBytes = Buffer.from(row).length
      for (const size of [1, 2, 3, 100]) {
        const text = `x${lineEnd === "" ? "\n" : lineEnd}${row}${lineEnd}${lineEnd === "" ? "" : "y"}`
        const found = (maxRecordBytes: number): unknown =>
          scan(text, { maxRecordBytes, chunkSizes: [size] }).rows.map(({ problem, raw }) => [problem, raw])
        const after = lineEnd === "" ? [] : [[undefined, "y"]]
        const raw = Buffer.from(row).toString("latin1")
        expect(found(recordBytes)).toEqual([[undefined, "x"], [undefined, raw], ...after])
        expect(found(recordBytes - 1)).toEqual([
          [undefined, "x"],
          [{ kind: "record-too-large", fieldIndex: 0 }, raw],
          ...after,
        ])
      }
    }
  })

  it("says where a quote opened that is never closed, in a record above the limit too", () => {
    const text = `a\n"x\ny",z\n"1\n2","${"3\n".repeat(100)}`
    for (const size of [1, 7, 1000]) {
      const { rows, failure } = scan(text, { maxRecordBytes: 20, chunkSizes: [size] })
      expect(rows).toHaveLength(2)
      expect(failure).toEqual({ kind: "quote-never-closed", lineNumber: 5 })
    }
  })

  it("does not look at a byte of a long record more than a few times", () => {
    const text = `a\n"${"b\n".repeat(50_000)}"\nc\n`
    let reads = 0
    const counting = new ByteWindow(0)
    const original = counting.push.bind(counting)
    counting.push = (chunk) => {
      const grown = original(chunk)
      if (grown) reads += counting.bytes.length
      return grown
    }
    const scanner = new CsvScanner(counting, { delimiter: ",", maxRecordBytes: 1e6, lineNumber: 1 })
    const bytes = Buffer.from(text)
    let rows = 0
    for (let at = 0; at < bytes.length; at += 100) {
      if (counting.push(bytes.subarray(at, at + 100))) while (scanner.next()) rows += 1
    }
    counting.end()
    while (scanner.next()) rows += 1
    expect(rows).toBe(3)
    expect(reads).toBeLessThan(text.length * 4)
  })
})

const delimiters = fc.constantFrom<CsvDelimiter>(",", ";", "\t", "|")
const chunkSizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 40 })), {
  minLength: 1,
  maxLength: 5,
})
const hostile = fc
  .array(
    fc.constantFrom(
      '"',
      '"',
      '""',
      ",",
      ",",
      "\n",
      "\n",
      "\r\n",
      "\r",
      "a",
      "bc",
      " ",
      "é",
      "日",
      "😀",
      ";",
      "7",
    ),
    {
      maxLength: 40,
    },
  )
  .map((parts) => parts.join(""))

/** A table, written as a careful program would write it. */
const table = fc
  .record({
    delimiter: delimiters,
    lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
    endsWithLineEnd: fc.boolean(),
    columns: fc.integer({ min: 1, max: 5 }),
    quoteAll: fc.boolean(),
  })
  .chain((style) => {
    const cell = fc
      .array(
        fc.constantFrom(
          '"',
          ",",
          ";",
          "\t",
          "|",
          "\n",
          "\r\n",
          "\r",
          "a",
          "bcd",
          " ",
          "é",
          "日本",
          "😀",
          "007",
        ),
        {
          maxLength: 6,
        },
      )
      .map((parts) => parts.join(""))
    const row = fc.array(cell, { minLength: style.columns, maxLength: style.columns })
    return fc.array(row, { maxLength: 12 }).map((rows) => ({ style, rows }))
  })
  .map(({ style, rows }) => {
    const { delimiter, lineEnd, endsWithLineEnd, quoteAll } = style
    const write = (cell: string): string =>
      quoteAll || cell === "" || /["\r\n,;\t|]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
    const lines = rows.map((row) => row.map(write).join(delimiter))
    const text = lines.join(lineEnd) + (endsWithLineEnd && lines.length > 0 ? lineEnd : "")
    return { delimiter, lineEnd, rows, lines, text }
  })

const LIKE_OURS = { record_delimiter: ["\r\n", "\n"], skip_empty_lines: true, relax_column_count: true }

describe("CsvScanner, compared with csv-parse", () => {
  it("reads what a careful program writes", () => {
    fc.assert(
      fc.property(table, chunkSizes, ({ delimiter, lineEnd, rows, lines, text }, sizes) => {
        const found = scan(text, { delimiter, chunkSizes: sizes })
        expect(found.failure).toBeUndefined()
        expect(found.rows.map(({ fields }) => fields)).toEqual(rows)
        const theirs: unknown = parse(text, { delimiter, skip_empty_lines: true, record_delimiter: lineEnd })
        expect(rows).toEqual(theirs)
        let byteOffset = 0
        for (const [index, line] of lines.entries()) {
          expect(found.rows[index]?.byteOffset).toBe(byteOffset)
          byteOffset += Buffer.byteLength(line + lineEnd)
        }
      }),
      { numRuns: 3000 },
    )
  })

  it("reads all that csv-parse takes, and quotes inside of unquoted fields", () => {
    fc.assert(
      fc.property(hostile, chunkSizes, (tail, sizes) => {
        // A first line of ours, since csv-parse finds out what ends lines or takes both ends, not both.
        const text = `h\n${tail}`
        const ours = scan(text, { chunkSizes: sizes })
        // Ours does not say what a carriage return outside of quotes means there.
        fc.pre(!ours.rows.some(({ problem }) => isDoubtful(problem)))
        const theirs = (relax_quotes: boolean): unknown => {
          try {
            return parse(text, { ...LIKE_OURS, relax_quotes })
          } catch {
            return undefined
          }
        }
        // Carriage returns alone on a line are none of its rows, and rows of csv-parse.
        fc.pre(!/(^|\n)\r+(\r\n|$)/.test(tail))
        const isGood = ours.failure === undefined && ours.rows.every(({ problem }) => problem === undefined)
        // Blanks around quotes are text to it.
        fc.pre(!/(^|[,\r\n]) +"|" +(?=$|[,\r\n])/.test(tail))
        // Strict, it refuses quotes inside of unquoted fields; relaxed, it takes text after a closing quote.
        expect(isGood || theirs(false) === undefined).toBe(true)
        expect(isGood ? ours.rows.map(({ fields }) => fields) : undefined).toEqual(
          isGood ? theirs(true) : undefined,
        )
      }),
      { numRuns: 5000 },
    )
  })

  it("takes from no text what two other readers agree to be something else", () => {
    let agreements = 0
    const anyText = fc.tuple(hostile, fc.constantFrom("h\n", "h\r\n", "h\r\r\n", "h\r", '"h\n"\r', ""))
    fc.assert(
      fc.property(anyText, chunkSizes, ([tail, start], sizes) => {
        const text = start + tail
        const rows = plainRows(text)
        // Both take every line end outside of quotes for one, and refuse quotes in places of no meaning.
        if (rows === undefined || !isEqual(rows, strictRows(text))) return
        agreements += 1
        const ours = scan(text, { chunkSizes: sizes })
        expect(ours.failure).toBeUndefined()
        expect(
          ours.rows.map(({ fields, problem }, index) => (problem === undefined ? fields : rows[index])),
        ).toEqual(rows)
      }),
      { numRuns: 10_000 },
    )
    expect(agreements).toBeGreaterThan(1000)
  })
})

const isDoubtful = (problem: unknown): boolean =>
  (problem as { kind?: string } | undefined)?.kind === "doubtful-line-end"
const isEqual = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** csv-parse, for which all that may be a line end is one. */
function strictRows(text: string): unknown {
  try {
    return parse(text, {
      record_delimiter: ["\r\n", "\n", "\r"],
      skip_empty_lines: true,
      relax_column_count: true,
    })
  } catch {
    return undefined
  }
}

/** RFC 4180 as one pattern, with any line end; `undefined` for what it does not allow. */
function plainRows(text: string): string[][] | undefined {
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|\n|\r|$)/y
  const rows: string[][] = [[]]
  while (cell.lastIndex < text.length || rows.at(-1)?.length !== 0) {
    const [, field = "", end = ""] = cell.exec(text) ?? [undefined, "", undefined]
    if (cell.lastIndex === 0) return undefined
    const isBlank = field === "" && end !== "," && rows.at(-1)?.length === 0
    if (!isBlank) rows.at(-1)?.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field)
    if (end === "") return isBlank ? rows.slice(0, -1) : rows
    if (end !== "," && !isBlank) rows.push([])
  }
  return rows.slice(0, -1)
}

const mixedEnd = fc.constantFrom("\n", "\r\n", "\r", "\r\r\n")
const cellOf = fc
  .array(fc.constantFrom("\r", "\n", "\r\n", '"', ",", "a", "é", " ", "7"), { maxLength: 4 })
  .map((parts) => parts.join(""))
/** Rows of values, and the line end that is written after each. */
const mixedRows = fc.array(fc.tuple(fc.array(cellOf, { minLength: 2, maxLength: 2 }), mixedEnd), {
  minLength: 1,
  maxLength: 12,
})

describe("CsvScanner, whatever the mixture of line ends", () => {
  it("gives each value as it was written, or no part of its row", () => {
    let good = 0
    fc.assert(
      fc.property(mixedRows, chunkSizes, fc.nat(4), (written, sizes, cut) => {
        const lines = written.map(([values, end]) => values.map(quoted).join(",") + end)
        const text = lines.join("")
        // The last line end may be cut off, in part or as a whole.
        const whole = text.slice(0, text.length - Math.min(cut, written.at(-1)?.[1].length ?? 0))
        const { rows, failure } = scan(whole, { chunkSizes: sizes })
        expect(failure).toBeUndefined()
        expect(rows).toHaveLength(written.length)
        for (const [index, { fields, problem }] of rows.entries()) {
          if (problem === undefined) expect(fields).toEqual(written[index]?.[0])
          else expect(isDoubtful(problem)).toBe(true)
          if (problem === undefined) good += 1
        }
      }),
      { numRuns: 5000 },
    )
    expect(good).toBeGreaterThan(10_000)
  })

  it("gives each value as a careless program wrote it, which puts quotes around none of the file's other line ends, or no part of its row", () => {
    const style = fc.constantFrom<[string, RegExp]>(["\n", /[",\n]/], ["\r", /[",\r]/])
    // CRLF is a line end everywhere, and quotes must not come about where they were none.
    const isCareful = (value: string): boolean => !value.includes('"') && !/\r\n|\r$|^\n/.test(value)
    fc.assert(
      fc.property(
        style,
        fc.array(fc.tuple(cellOf, cellOf), { maxLength: 10 }),
        chunkSizes,
        ([end, special], values, sizes) => {
          fc.pre(values.flat().every(isCareful))
          const write = (value: string): string => (special.test(value) ? quoted(value) : value)
          const text = [["h", "i"], ...values].map((row) => row.map(write).join(",") + end).join("")
          const { rows } = scan(text, { chunkSizes: sizes })
          let at = -1
          for (const { fields, problem } of rows.slice(1)) {
            if (problem !== undefined || fields.length !== 2) continue
            at = values.findIndex((row, index) => index > at && isEqual(row, fields))
            expect(at).not.toBe(-1)
          }
        },
      ),
      { numRuns: 5000 },
    )
  })
})

describe("CsvScanner, whatever blanks stand around quotes", () => {
  it("gives each value as it was written, or no part of its row", () => {
    const blanks = fc.constantFrom("", "", " ", "  ", "\t", "\u00A0", "\u200B", "\v")
    const cell = fc.tuple(cellOf, blanks, blanks)
    let good = 0
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 10 }),
        chunkSizes,
        (written, sizes) => {
          const write = ([value, before, behind]: readonly [string, string, string]): string => {
            const whole = quoted(value)
            return whole.startsWith('"') ? before + whole + behind : whole
          }
          const text = written.map((row) => `${row.map(write).join(",")}\n`).join("")
          const { rows, failure } = scan(text, { chunkSizes: sizes })
          expect(failure).toBeUndefined()
          expect(rows).toHaveLength(written.length)
          for (const [index, { fields, problem }] of rows.entries()) {
            if (problem !== undefined) continue
            expect(fields).toEqual(written[index]?.map(([value]) => value))
            good += 1
          }
        },
      ),
      { numRuns: 5000 },
    )
    expect(good).toBeGreaterThan(1_000)
  })
})

const quoted = (value: string): string =>
  /["\r\n,]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value || '""'

describe("CsvScanner, whatever the text", () => {
  const bytes = fc.oneof(
    hostile.map((text) => Buffer.from(text)),
    fc
      .array(fc.constantFrom(0x22, 0x2c, 0x0a, 0x0d, 0x61, 0xc3, 0xa9, 0xff, 0xe6), { maxLength: 40 })
      .map((all) => Buffer.from(all)),
  )

  it("finds the same in any chunks", () => {
    fc.assert(
      fc.property(bytes, chunkSizes, fc.integer({ min: 1, max: 30 }), (all, sizes, maxRecordBytes) => {
        expect(scan(all, { chunkSizes: sizes })).toEqual(scan(all))
        // A first row that is too large is refused before its end.
        const rest = Buffer.concat([Buffer.from("h\n"), all])
        expect(scan(rest, { chunkSizes: sizes, maxRecordBytes })).toEqual(scan(rest, { maxRecordBytes }))
      }),
      { numRuns: 5000 },
    )
  })

  it("loses no byte: rows and line ends make up the text, and each row starts on the line that it says", () => {
    fc.assert(
      fc.property(bytes, (tail) => {
        const all = Buffer.concat([Buffer.from("h\n"), tail])
        const { rows, failure } = scan(all)
        if (failure !== undefined) return
        const text = all.toString("latin1")
        let end = 0
        for (const { byteOffset, raw, lineNumber } of rows) {
          expect(text.slice(end, byteOffset)).toMatch(/^[\r\n]*$/)
          expect(text.startsWith(raw, byteOffset)).toBe(true)
          expect(lineNumber).toBe(text.slice(0, byteOffset).split("\n").length)
          end = byteOffset + raw.length
        }
        expect(text.slice(end)).toMatch(/^[\r\n]*$/)
      }),
      { numRuns: 3000 },
    )
  })
})
