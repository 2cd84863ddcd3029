import { createHash } from "node:crypto"
import { readFile, realpath } from "node:fs/promises"
import { dirname, resolve } from "node:path"

/** What a file may name of other files, by their paths, in whatever way it loads them: `"./fields"`, `"../names.json"`, `"/lib/x.js"`, `"."`. */
const NAMED_FILE = /(["'`])(\.{1,2}|\.{0,2}\/[^"'`\n]*)\1/g
/** What Node.js does not take for a part of a path. */
const QUERY = /[?#].*$/
const IS_CODE = /\.[mc]?[jt]sx?$/
const IS_LOADED = /\.(?:[mc]?[jt]sx?|json)$/
/** How a path goes on where it is named without its end, or by the name that it will have once it is compiled. */
const ENDINGS = ["", ".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json", "/index.ts", "/index.js"]

/**
 * Changes with what stands in a map file, and in the code and JSON files that it names by their paths, and these in turn. What it loads by the
 * names of packages, or by paths that it puts together, is not looked at. undefined if the map file cannot be read.
 */
export async function mapFingerprint(mapPath: string): Promise<string | undefined> {
  const digest = createHash("sha256")
  const seen = new Set<string>()
  // A file is loaded from where it really is, and so is what it names.
  const waiting = [await realpath(mapPath).catch(() => resolve(mapPath))]
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
  return [...text.matchAll(NAMED_FILE)].flatMap(([, , name = ""]) =>
    pathsOf(resolve(dirname(path), name.replace(QUERY, ""))),
  )
}

function pathsOf(base: string): readonly string[] {
  const source = base.replace(/\.([mc]?)js$/, ".$1ts")
  const paths = [...ENDINGS.map((ending) => base + ending), ...(source === base ? [] : [source])]
  return paths.filter((path) => IS_LOADED.test(path))
}
