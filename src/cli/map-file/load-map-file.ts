import { shortList } from "../../messages/short-list.ts"
import { readFile, stat } from "node:fs/promises"
import { createRequire } from "node:module"
import { extname, resolve } from "node:path"
import type * as Jiti from "jiti"
import { UsageError, messageOf } from "../../errors.ts"
import type { MapFunction } from "../../index.ts"
import { lineOfError } from "./line-of-error.ts"

/** Any record: the map file knows what its records look like. */
export type LoadedMapFunction = MapFunction<unknown>

const EXTENSIONS = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"]
const PACKAGE_NAME = "iterable-data-import"

/** How to load a map file. */
export interface LoadOptions {
  /**
   * Run it, and what it imports by path, once more, if that was done before: nothing is shared with the function loaded then, unless it
   * awaits at its top level.
   *
   * @defaultValue false
   */
  readonly isFresh?: boolean
}

/**
 * Loads the function that a map file exports as default. TypeScript needs no build step, and `iterable-data-import` is this
 * very copy of the library, wherever the file lies.
 *
 * @throws {@link UsageError} if the file is missing, is not valid, fails, or exports no function; the message names the file
 * and, where known, the line.
 */
export async function loadMapFile(
  mapPath: string,
  { isFresh = false }: LoadOptions = {},
): Promise<LoadedMapFunction> {
  const path = resolve(mapPath)
  await assertIsCode(mapPath, path)
  const exported = await imported(mapPath, path, isFresh)
  const mapFunction = await defaultOf(exported)
  if (typeof mapFunction === "function" && !isClass(mapFunction)) return mapFunction as LoadedMapFunction
  throw cannotUse(mapPath, reasonAgainst(exported, mapFunction))
}

async function assertIsCode(mapPath: string, path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw cannotUse(mapPath, "it does not exist")
  if (found.isDirectory()) throw cannotUse(mapPath, "it is a directory, not a file")
  if (!found.isFile()) throw cannotUse(mapPath, "it is no ordinary file")
  if (!EXTENSIONS.includes(extname(path))) {
    throw cannotUse(mapPath, `its name must end in one of ${EXTENSIONS.join(", ")}`)
  }
}

async function imported(mapPath: string, path: string, isFresh: boolean): Promise<unknown> {
  const missing: string[] = []
  try {
    return await evaluated(path, isFresh, missing)
  } catch (error) {
    if (missing.length === 0) throw loadError(mapPath, path, error)
    const names = shortList(missing)
    throw cannotUse(
      mapPath,
      `it imports ${names} from ${PACKAGE_NAME}, which exports nothing of that name`,
      error,
    )
  }
}

/** @param missing Gets the names that the library does not export. What imports them does not run. */
async function evaluated(path: string, isFresh: boolean, missing: string[]): Promise<unknown> {
  const require = createRequire(import.meta.url)
  // Not imported: to find out which names it exports, Node.js would read through all of it, for 60 ms.
  const { createJiti } = require("jiti") as typeof Jiti
  const library = await import("../../index.ts")
  const jiti = createJiti(path, {
    virtualModules: { [PACKAGE_NAME]: library },
    transformOptions: { babel: { plugins: [missingImports(new Set(Object.keys(library)), missing)] } },
    // Other users of the machine may write to the folder that the cache would be in.
    fsCache: false,
  })
  const text = await readFile(path, "utf8")
  // By default jiti lets Node.js try JavaScript first, and runs what throws there once more.
  const evaluate = (isAsync: boolean): unknown =>
    jiti.evalModule(text, { filename: path, async: isAsync, forceTranspile: true })
  if (!isFresh) return evaluate(true)
  const known = Object.keys(require.cache).filter((id) => !isOfPackage(id))
  for (const id of known) Reflect.deleteProperty(require.cache, id)
  try {
    // What is awaited may come from Node.js, which gives what it has imported already.
    return evaluate(false)
  } catch {
    // It awaits at its top level.
    return evaluate(true)
  }
}

const isOfPackage = (path: string): boolean => /[/\\]node_modules[/\\]/.test(path)

/** What Babel says of one name in `import { name as other } from "source"`; types are gone by then. */
interface ImportedName {
  readonly node: {
    readonly imported: { readonly name: string } | { readonly value: string }
  }
  readonly parent: { readonly source: { readonly value: string } }
}

/** A plugin for Babel that ends the compilation of a file that imports of the library what it has not. */
function missingImports(exported: ReadonlySet<string>, missing: string[]): object {
  const check = ({ node, parent }: ImportedName): void => {
    const name = "name" in node.imported ? node.imported.name : node.imported.value
    // A default import stands for all there is.
    if (parent.source.value !== PACKAGE_NAME || name === "default" || exported.has(name)) return
    missing.push(name)
    throw new Error(`There is no ${name}`)
  }
  return { visitor: { ImportSpecifier: check } }
}

/** Compiled CommonJS wraps its default export once more. */
async function defaultOf(exported: unknown): Promise<unknown> {
  let value: unknown = exported
  for (let depth = 0; depth < 2 && isObject(value) && "default" in value; depth++) {
    value = await value.default
  }
  return value === exported && typeof value !== "function" ? undefined : value
}

function reasonAgainst(exported: unknown, mapFunction: unknown): string {
  if (mapFunction !== undefined) {
    return `its default export is ${kindOf(mapFunction)}, not a function`
  }
  const names = isObject(exported) ? Object.keys(exported).filter((name) => name !== "default") : []
  const hint = names.length === 0 ? "" : ` (it exports ${shortList(names)}, but none of them as default)`
  return `it has no default export${hint}. Write for example: export default function (record) { ... }`
}

function loadError(mapPath: string, path: string, error: unknown): UsageError {
  const message = messageOf(error)
  // jiti's form of a syntax error: "ParseError: Unexpected token \n /path/map.ts:3:9".
  const syntax = /^ParseError: (.*?)\s*\n\s*(.*?):(\d+):(\d+)/s.exec(message)
  if (syntax !== null) {
    const [, what = "", file = "", line = "", column = ""] = syntax
    const where = file === path ? `line ${line}` : `${file}:${line}`
    // Its columns count from 0, those of editors from 1.
    return cannotUse(mapPath, `syntax error on ${where}, column ${Number(column) + 1}: ${what}`, error)
  }
  const [reason = ""] = message.split("\n")
  const line = lineOfError(path, error)
  return cannotUse(mapPath, line === undefined ? reason : `error on line ${line}: ${reason}`, error)
}

function cannotUse(mapPath: string, reason: string, cause?: unknown): UsageError {
  const options = cause === undefined ? undefined : { cause }
  return new UsageError(`Cannot use the map file ${mapPath}: ${reason.replace(/[.]?$/, ".")}`, options)
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function"
}

function isClass(value: unknown): boolean {
  return typeof value === "function" && /^class\b(?!\s*\()/.test(Function.prototype.toString.call(value))
}

function kindOf(value: unknown): string {
  if (value === null) return "null"
  if (isClass(value)) return "a class"
  if (Array.isArray(value)) return "an array"
  return typeof value === "object" ? "an object" : `a ${typeof value}`
}
