import { readFile, realpath, stat } from "node:fs/promises"
import { shortList } from "../../messages/short-list.ts"
import { createRequire } from "node:module"
import { extname, resolve } from "node:path"
import type * as Jiti from "jiti"
import { UsageError, messageOf } from "../../errors.ts"
import type { MapFunction } from "../../index.ts"
import { lineOfError } from "./line-of-error.ts"

/** Any record: only the map file knows what its records look like. */
export type LoadedMapFunction = MapFunction<unknown>

const EXTENSIONS = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"]
const PACKAGE_NAME = "iterable-data-import"

/** How to load a map file. */
export interface LoadOptions {
  /**
   * Run the file, and what it imports by path, again even if that was done before. The new function shares nothing
   * with the old one, unless the file awaits at its top level.
   *
   * @defaultValue false
   */
  readonly isFresh?: boolean
}

/**
 * Loads the function that a map file exports as default. TypeScript needs no build step, and `iterable-data-import`
 * is this copy of the library, wherever the file is.
 *
 * @throws {@link UsageError} if the file is missing, is not valid, fails, or exports no function; the message names
 * the file and, where known, the line.
 */
export async function loadMapFile(
  mapPath: string,
  { isFresh = false }: LoadOptions = {},
): Promise<LoadedMapFunction> {
  // What a file imports by path lies beside where it really is.
  const path = await realpath(mapPath).catch(() => resolve(mapPath))
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
  if (!found.isFile()) throw cannotUse(mapPath, "it is not an ordinary file")
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
      `it imports ${names} from ${PACKAGE_NAME}, which does not export that name`,
      error,
    )
  }
}

/** @param missing Gets the names that the library does not export. A file that imports one of them does not run. */
async function evaluated(path: string, isFresh: boolean, missing: string[]): Promise<unknown> {
  const require = createRequire(import.meta.url)
  // Not imported: to find out which names it exports, Node.js would read all of it, for 60 ms.
  const { createJiti } = require("jiti") as typeof Jiti
  const library = await import("../../index.ts")
  const jiti = createJiti(path, {
    virtualModules: { [PACKAGE_NAME]: library },
    transformOptions: { babel: { plugins: [missingImports(new Set(Object.keys(library)), missing)] } },
    // Other users of the machine might be able to write to the cache's folder.
    fsCache: false,
    // It would put a proxy before each module: every use of an imported class would take three times as long.
    interopDefault: false,
  })
  const text = await readFile(path, "utf8")
  // By default, jiti lets Node.js try JavaScript first, and runs the file again if it throws there.
  const evaluate = (isAsync: boolean): unknown =>
    jiti.evalModule(text, { filename: path, async: isAsync, forceTranspile: true })
  if (!isFresh) return evaluate(true)
  const known = Object.keys(require.cache).filter((id) => !isOfPackage(id))
  for (const id of known) Reflect.deleteProperty(require.cache, id)
  try {
    // Awaited imports may be done by Node.js, which returns what it has already imported.
    return evaluate(false)
  } catch {
    // The file awaits at its top level.
    return evaluate(true)
  }
}

const isOfPackage = (path: string): boolean => /[/\\]node_modules[/\\]/.test(path)

/**
 * Babel's view of one name in `import { name as other } from "source"`, or in an export of that form. Types are gone by
 * then.
 */
interface NamedSpecifier {
  readonly node: {
    readonly imported?: BabelName
    readonly local: BabelName
  }
  readonly parent: { readonly source?: { readonly value: string } | null }
}

type BabelName = { readonly name: string } | { readonly value: string }

/** A Babel plugin that stops compiling a file if it takes something from the library that this does not export. */
function missingImports(exported: ReadonlySet<string>, missing: string[]): object {
  const check = (name: string, { source }: NamedSpecifier["parent"]): void => {
    if (source?.value !== PACKAGE_NAME || exported.has(name)) return
    missing.push(name)
    throw new Error(`There is no ${name}`)
  }
  const nameOf = (name: BabelName): string => ("name" in name ? name.name : name.value)
  return {
    visitor: {
      ImportSpecifier: ({ node, parent }: NamedSpecifier) =>
        check(nameOf(node.imported ?? node.local), parent),
      ExportSpecifier: ({ node, parent }: NamedSpecifier) => check(nameOf(node.local), parent),
      ImportDefaultSpecifier: ({ parent }: NamedSpecifier) => check("default", parent),
    },
  }
}

/** Compiled CommonJS wraps its default export a second time. */
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
