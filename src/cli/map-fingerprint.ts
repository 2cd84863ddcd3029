import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { dirname, resolve } from "node:path"

/** What a file names of other files, by their paths: `from "./fields"`, `import("./fields.js")`, `require("../names.json")`. */
const NAMED_FILE = /\b(?:from|import|require)\b\s*\(?\s*(["'`])(\.{1,2}\/[^"'`\n]*)\1/g
const IS_CODE = /\.[mc]?[jt]sx?$/
/** How a path goes on where it is named without its end, or by the name that it will have once it is compiled. */
const ENDINGS = ["", ".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json", "/index.ts", "/index.js"]

/**
 * Changes with what stands in a map file, and in the files that it loads by their paths, and these in turn. What it loads by the names of packages,
 * or reads, is not looked at. undefined if the map file cannot be read.
 */
export async function mapFingerprint(mapPath: string): Promise<string | undefined> {
  const digest = createHash("sha256")
  const seen = new Set<string>()
  const waiting = [resolve(mapPath)]
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (seen.has(path)) continue
    seen.add(path)
    const bytes = await readFile(path).catch(() => undefined)
    if (bytes === undefined && seen.size === 1) return undefined
    if (bytes === undefined) continue
    digest.update(bytes)
    if (IS_CODE.test(path)) waiting.push(...filesNamedIn(bytes.toString("utf8"), path))
  }
  return digest.digest("hex").slice(0, 16)
}

/** All that the paths in a text may stand for; those that are not there are left out once they are read. */
function filesNamedIn(text: string, path: string): readonly string[] {
  return [...text.matchAll(NAMED_FILE)].flatMap(([, , name = ""]) => pathsOf(resolve(dirname(path), name)))
}

function pathsOf(base: string): readonly string[] {
  const source = base.replace(/\.([mc]?)js$/, ".$1ts")
  return [...ENDINGS.map((ending) => base + ending), ...(source === base ? [] : [source])]
}
