import { createWriteStream } from "node:fs"
import { once } from "node:events"
import { finished } from "node:stream/promises"
import { createGzip } from "node:zlib"

/** What is wrong with a record of a chaos import. */
export type Flaw = "parse" | "map" | "identifier" | "forgotten"

/** What is wrong with a record, for two and a half in a hundred of them. */
export function flawOf(n: number): Flaw | undefined {
  if (n % 100 === 13) return "parse"
  if (n % 100 === 57) return "map"
  if (n % 400 === 91) return "identifier"
  return n % 400 === 291 ? "forgotten" : undefined
}

/** The numbers of all records up to `count` that have a flaw. */
export function flawedRecords(count: number): ReadonlyMap<number, Flaw> {
  const flawed = new Map<number, Flaw>()
  for (let n = 1; n <= count; n += 1) {
    const flaw = flawOf(n)
    if (flaw !== undefined) flawed.set(n, flaw)
  }
  return flawed
}

const LINES_AT_ONCE = 10_000

/** Writes a file line by line, however large; packs it if its name says so. */
export async function writeSource(
  path: string,
  { header, count, lineOf }: { header?: string; count: number; lineOf: (n: number) => string },
): Promise<void> {
  const file = createWriteStream(path)
  const lines = path.endsWith(".gz") ? createGzip() : file
  if (lines !== file) lines.pipe(file)
  let text = header === undefined ? "" : `${header}\n`
  for (let n = 1; n <= count; n += 1) {
    text += `${lineOf(n)}\n`
    if (n % LINES_AT_ONCE !== 0 && n !== count) continue
    if (!lines.write(text)) await once(lines, "drain")
    text = ""
  }
  lines.end()
  await finished(file)
}
