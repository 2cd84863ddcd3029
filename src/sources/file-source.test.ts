import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { gzipSync } from "node:zlib"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { plainItem } from "../../tests/kit/plain-item.ts"
import { SourceError, UsageError } from "../errors.ts"
import type { DataSource, Position, SourceItem } from "./data-source.ts"
import type { FileFormat } from "./formats/file-format.ts"
import { fileSource } from "./file-source.ts"
import { guessFormat } from "./formats/guess-format.ts"
import { ALL_PARTS } from "./source-parts.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "file-source-"))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

function write(name: string, text: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

async function itemsOf(source: DataSource, from?: Position): Promise<SourceItem<unknown>[]> {
  const found: SourceItem<unknown>[] = []
  for await (const some of source.read(from === undefined ? {} : { from })) found.push(...some.map(plainItem))
  return found
}

async function records(source: DataSource): Promise<unknown[]> {
  const found: unknown[] = []
  for await (const items of source.read())
    found.push(...items.map((item) => ("record" in item ? item.record : item)))
  return found
}

const NOBODY = 65_534

describe("guessFormat()", () => {
  it.each([
    ["users.csv", "csv"],
    ["/some/a.b/USERS.CSV", "csv"],
    ["users.tsv", "csv"],
    ["users.ndjson", "ndjson"],
    ["users.jsonl", "ndjson"],
    ["users.json", "json"],
    ["users.csv.gz", "csv"],
    ["events.JSONL.GZ", "ndjson"],
    ["users.gz", undefined],
    ["users.csv.gz.gz", undefined],
    ["users", undefined],
    ["some.csv/users", undefined],
    ["users.constructor", undefined],
    [".", undefined],
  ])("guesses of %s: %s", (name, format) => {
    expect(guessFormat(name, ALL_PARTS)?.name).toBe(format)
  })

  it("takes a URL", () => {
    expect(guessFormat(new URL("file:///data.ndjson"), ALL_PARTS)?.name).toBe("ndjson")
  })
})

describe("fileSource()", () => {
  it("reads by the file's name, or by the format that was named", async () => {
    expect(await records(fileSource({ filePath: write("a.csv", "x,y\n1,2\n") }))).toEqual([
      { x: "1", y: "2" },
    ])
    expect(await records(fileSource({ filePath: write("a.jsonl", '{"x":1}') }))).toEqual([{ x: 1 }])
    expect(await records(fileSource({ filePath: write("a.txt", '{"x":1}'), format: "ndjson" }))).toEqual([
      { x: 1 },
    ])
    expect(await records(fileSource({ filePath: write("b.jsonl", "x\n1"), format: "csv" }))).toEqual([
      { x: "1" },
    ])
  })

  it("reads tabs in a .tsv file, other delimiters on demand", async () => {
    expect(await records(fileSource({ filePath: write("a.tsv", "x\ty\n1\t2\n") }))).toEqual([
      { x: "1", y: "2" },
    ])
    expect(await records(fileSource({ filePath: write("b.tsv", "x;y\n1;2\n"), delimiter: ";" }))).toEqual([
      { x: "1", y: "2" },
    ])
    expect(await records(fileSource({ filePath: write("c.csv", "x|y\n1|2\n"), delimiter: "|" }))).toEqual([
      { x: "1", y: "2" },
    ])
  })

  it("unpacks what its name says is packed, and goes on anywhere in it", async () => {
    const text = `x\ty\n${Array.from({ length: 30_000 }, (_, index) => `${index}\té\n`).join("")}`
    const lines = text
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => JSON.stringify(line.split("\t")))
    const table = fileSource({ filePath: write("a.tsv.gz", gzipSync(text)) })
    const json = fileSource({
      filePath: write("a.jsonl.GZ", gzipSync(lines.map((l) => `{"v":${l}}`).join("\n"))),
    })
    for (const source of [table, json]) {
      const all = await itemsOf(source)
      expect(all).toHaveLength(30_000)
      const late = all[24_000]
      const rest = await itemsOf(source, late?.position)
      expect(rest).toEqual(all.slice(24_000))
    }
    expect((await records(table))[7]).toEqual({ x: "7", y: "é" })
    expect(table.sizeBytes).toBe(Buffer.byteLength(text))
  })

  it("says what is wrong with what is packed, after the records before it", async () => {
    const packed = gzipSync(`x\n${Array.from({ length: 90_000 }, (_, index) => Math.sin(index)).join("\n")}`)
    const found = async (bytes: Buffer | string): Promise<string> => {
      let count = 0
      try {
        for await (const some of fileSource({ filePath: write("a.csv.gz", bytes) }).read())
          count += some.length
      } catch (error) {
        expect(error).toBeInstanceOf(SourceError)
        return `${count > 30_000 ? "records" : "nothing"}: ${(error as Error).message.split(": ")[0]}`
      }
      return "no error"
    }
    const why = (reason: string): unknown => expect.stringContaining(`Cannot read a.csv.gz as ${reason}`)
    expect(await found("x\n1\n")).toEqual(why("it is no gzip file, though its name ends in .gz"))
    const cut = await found(packed.subarray(0, packed.length / 2))
    expect(cut).toMatch(/^records: Cannot read a\.csv\.gz as it ends too early/)
    for (const bytes of [0, 5, 15])
      expect(await found(packed.subarray(0, bytes))).toMatch(
        /^nothing: Cannot read a\.csv\.gz as it ends before anything can be unpacked/,
      )
    const damaged = Buffer.from(packed)
    damaged[packed.length - 6] = (damaged[packed.length - 6] ?? 0) ^ 1
    expect(await found(damaged)).toMatch(/^records: Cannot read a\.csv\.gz as it is damaged/)
    const twice = await found(gzipSync(packed))
    expect(twice).toEqual(why("it is packed twice with gzip"))
  })

  it("has the file's name and, once read, its size", async () => {
    const source = fileSource({ filePath: pathToFileURL(write("a b.csv", "x\n1\n")) })
    expect(source.name).toBe("a b.csv")
    await records(source)
    expect(source.sizeBytes).toBe(4)
  })

  it.each([
    [
      { filePath: "data" },
      'Cannot tell the format of data by its name: give sourceFileFormat: "csv" or sourceFileFormat: "ndjson" or sourceFileFormat: "json".',
    ],
    [
      { filePath: "data.txt" },
      'Cannot tell the format of data.txt by its name: give sourceFileFormat: "csv" or sourceFileFormat: "ndjson" or sourceFileFormat: "json".',
    ],
    [
      { filePath: "data.XLSX" },
      "Cannot read data.XLSX as, by its name, it is a workbook: save the sheet as CSV UTF-8.",
    ],
    [
      { filePath: "a.csv", format: "xml" as FileFormat },
      "Cannot read a.csv as its format is unknown: sourceFileFormat is xml, not one of csv, ndjson, json.",
    ],
    [
      { filePath: "a.csv", delimiter: ",," },
      String.raw`Cannot read CSV: delimiter is ",,"; it must be one character, such as "," or "\t", and neither a quote nor a line end.`,
    ],
    [
      { filePath: "a.csv", maxRecordBytes: 0 },
      "Cannot limit the size of records as the limit is no whole number from 1: maxRecordBytes is 0.",
    ],
    [
      { filePath: "a.ndjson", maxRecordBytes: 1.5 },
      "Cannot limit the size of records as the limit is no whole number from 1: maxRecordBytes is 1.5.",
    ],
    [
      { filePath: new URL("https://example.com/a.csv") },
      "Cannot read a source as its path is missing: filePath is https://example.com/a.csv, not a path or file URL.",
    ],
    [
      { filePath: "", format: "csv" as const },
      "Cannot read a source as its path is missing: filePath is , not a path or file URL.",
    ],
  ])("refuses %j", (options, message) => {
    expect(() => fileSource(options)).toThrow(new UsageError(message))
  })
})

describe.each(ALL_PARTS.formats.map(({ name }) => name))("fileSource() of %s", (format) => {
  const source = ({ filePath }: { readonly filePath: string }): DataSource => fileSource({ filePath, format })

  it("says that a file does not exist, or is a directory", async () => {
    const missing = join(folder, "users.csv")
    const reading = records(source({ filePath: missing }))
    await expect(reading).rejects.toBeInstanceOf(SourceError)
    await expect(reading).rejects.toMatchObject({
      message: `Cannot read users.csv as it does not exist: the path is ${missing}.`,
      cause: { code: "ENOENT" },
    })
    await expect(records(source({ filePath: folder }))).rejects.toThrow(
      "as it is a directory, not a file: the path is",
    )
    await expect(records(source({ filePath: join(write("a", ""), "b") }))).rejects.toThrow(
      "as it does not exist",
    )
  })

  it("says that reading a file is not permitted", async () => {
    const path = write("users.csv", "x\n")
    chmodSync(path, 0)
    // Root may read everything, so that it becomes nobody for a moment.
    const isRoot = process.getuid?.() === 0
    if (isRoot) process.seteuid?.(NOBODY)
    try {
      await expect(records(source({ filePath: path }))).rejects.toThrow("as reading it is not permitted")
    } finally {
      if (isRoot) process.seteuid?.(0)
    }
  })

  it("reads several times at once", async () => {
    const one = source({ filePath: write("a", format === "csv" ? "a\n1\n2\n" : '{"a":1}\n{"a":2}\n') })
    const [first, second] = await Promise.all([records(one), records(one)])
    expect(first).toEqual(second)
    expect(first?.length).toBeGreaterThan(0)
  })
})
