import { describe, expect, it } from "vitest"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"
import { plainItem } from "../../../../tests/kit/plain-item.ts"
import { fileSource } from "../../file-source.ts"
import { SAMPLE_BYTES } from "../../source-bytes.ts"
import type { Sample } from "../../source-bytes.ts"
import { isJsonInOtherLines } from "./json-in-other-lines.ts"

const A = '{"a":1}'
const PRETTY = JSON.stringify({ a: [1, { b: "}" }], c: {} }, null, 2)
const LARGE = JSON.stringify({ list: Array.from({ length: 20_000 }, (_, id) => ({ id })) }, null, 2)

const sampleOf = (text: string): Sample => {
  const bytes = Buffer.from(text)
  return { bytes: bytes.subarray(0, SAMPLE_BYTES), isWhole: bytes.length <= SAMPLE_BYTES }
}

describe("isJsonInOtherLines()", () => {
  it.each([
    ["an array", `[${A},${A}]`],
    ["an array behind a byte order mark and blanks", `\uFEFF\n [\n${A}\n]`],
    ["objects over several lines", `${PRETTY}\n${PRETTY}\n`],
    ["the same with CRLF", `${PRETTY}\n`.replaceAll("\n", "\r\n")],
    ["an object that is larger than what is looked at", LARGE],
    ["a sequence", `\x1E${A}\n\x1E${A}\n`],
    ["several objects on a line", `${A}${A}\n`],
    ["lines that end in CR", `${A}\r${A}\r`],
  ])("is true of %s", (_, text) => {
    expect(isJsonInOtherLines(sampleOf(text))).toBe(true)
  })

  it.each([
    ["nothing", ""],
    ["lines", `${A}\n${A}\n`],
    ["one line", A],
    ["lines that end in CRLF, with one that is blank first", `\r\n${A}\r\n${A}`],
    ["a line that is larger than what is looked at", `{"a":"${"x".repeat(70_000)}"}\n${A}`],
    ["a damaged first line: a quote is missing", `{"a":"x}\n${A}\n`],
    ["a bracket is missing", `{"a":[1}\n${A}\n${A}\n`],
    ["it was cut off", `{"a":[1,\n${A}\n${A}\n`],
    ["something stands behind the object", `${A} // comment\n${A}\n`],
    ["no JSON", "id,name\n1,2\n"],
    ["what begins with something that cannot be seen", `\u200B${A}\n`],
  ])("is false of %s", (_, text) => {
    expect(isJsonInOtherLines(sampleOf(text))).toBe(false)
  })
})

describe("a file that should hold lines of JSON", () => {
  const folder = mkdtempSync(join(tmpdir(), "json-in-lines-"))
  afterAll(() => rmSync(folder, { recursive: true }))
  const filePath = join(folder, "users.ndjson")

  it("is read as what it is, says so, and goes on as that", async () => {
    writeFileSync(filePath, `${PRETTY}\n${PRETTY}\n`)
    const source = fileSource({ filePath })
    const readAs = await source.inspect?.()
    expect(readAs).toEqual({ format: "json" })
    const items = []
    for await (const some of source.read({ readAs })) items.push(...some.map(plainItem))
    expect(items).toMatchObject([{ record: JSON.parse(PRETTY) as unknown }, { record: {} }])
    expect(await source.inspect?.({ known: { format: "json" } })).toEqual({ format: "json" })
    // An import that an earlier release has begun goes on line by line.
    expect(await source.inspect?.({ known: { format: "ndjson" } })).toEqual({ format: "ndjson" })
  })

  it("is read at a path where one is given, and keeps that", async () => {
    writeFileSync(filePath, '{"data":{"items":[{"a":1},{"a":2}]}}\n{"data":{"items":[{"a":3}]}}\n')
    const source = fileSource({ filePath, jsonPath: "$.data.items[*]", bigIntegers: "string" })
    const readAs = await source.inspect?.()
    expect(readAs).toEqual({ format: "json", jsonPath: "data.items", bigIntegers: "string" })
    const records = []
    for await (const items of fileSource({ filePath }).read({ readAs }))
      for (const item of items) records.push("record" in item && item.record)
    expect(records).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }])
  })

  it.each([
    ["<head><title>Log in</title></head>", "it is an HTML page, perhaps of a login"],
    ["<!DOCTYPE html>\n<html></html>", "it is an HTML page, perhaps of a login"],
    ["<?xml version='1.0'?>\n<a/>", "it is an XML file: export the data"],
  ])("is refused where it is %j", async (text, why) => {
    writeFileSync(filePath, text)
    for (const format of ["ndjson", "json"])
      await expect(fileSource({ filePath, format }).inspect?.()).rejects.toThrow(
        `Cannot read users.ndjson as ${why}`,
      )
  })
})
