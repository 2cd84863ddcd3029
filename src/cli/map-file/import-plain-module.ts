import { randomUUID } from "node:crypto"
import { readFile } from "node:fs/promises"
import { pathToFileURL } from "node:url"
import { UsageError, isThrown, messageOf } from "../../errors.ts"
import { rememberSourceMap } from "./line-of-error.ts"
import { withoutTypes } from "./without-types.ts"

/** What a module begins with that imports, by their names, parts of this library or of Node.js, and nothing else. */
const HEAD =
  /^(?:#!.*)?(?:[\s;]+|\/\/.*|\/\*[^]*?\*\/|import\b[\w$\s{},]*(["'])(?:iterable-data-import|node:[\w/]+)\1(?=[ \t]*(?:[;\r\n]|\/[/*])))*/
/** What Node.js would do otherwise here than where the file lies, or is CommonJS; to find it in a text or a comment does no harm. */
const NOT_PLAIN = /\b(?:import|require|module|exports|__dirname|__filename|sourceMappingURL)\b/

/**
 * Imports a module as Node.js itself does, where it is JavaScript or TypeScript that asks for nothing but this library and Node.js. Gives
 * undefined where it is not, or the library itself is in TypeScript, or Node.js cannot compile or link it, before any of it has run.
 *
 * Node.js finds a package by where the file lies alone. So it is given the text, with the library's URL in it.
 *
 * @throws what the module throws, and {@link UsageError} if this library has not what it imports of it.
 */
export async function importPlainModule(path: string, libraryUrl: string): Promise<unknown> {
  if (!/\.m?[jt]s$/.test(path) || libraryUrl.endsWith(".ts")) return undefined
  const text = await readFile(path, "utf8")
  const compiled = path.endsWith("ts") ? await withoutTypes(path, text) : { code: text, sourceMap: undefined }
  if (compiled === undefined) return undefined
  const code = linked(compiled.code, libraryUrl)
  if (code === undefined) return undefined
  const url = pathToFileURL(path).href
  const { sourceMap } = compiled
  if (sourceMap === undefined) return importText(code, url, libraryUrl)
  rememberSourceMap(url, sourceMap)
  // For debuggers.
  const sourceMapUrl = dataUrl("application/json", JSON.stringify(sourceMap))
  return importText(`${code}\n//# sourceMappingURL=${sourceMapUrl}`, url, libraryUrl)
}

/** The same with the library's URL for its name; undefined where the module asks for more than that and Node.js. */
function linked(code: string, libraryUrl: string): string | undefined {
  const head = HEAD.exec(code)?.[0] ?? ""
  const rest = code.slice(head.length)
  if (NOT_PLAIN.test(rest)) return undefined
  return head.replaceAll(/(["'])iterable-data-import\1/g, () => JSON.stringify(libraryUrl)) + rest
}

/** Imports a text, which stack traces know by a URL; gives undefined where it cannot be compiled or linked, so that nothing of it has run. */
async function importText(text: string, url: string, libraryUrl: string): Promise<unknown> {
  // All that a module imports, wherever it says so, comes before its first line.
  const mark = `iterable-data-import:${randomUUID()}`
  const isLinked = dataUrl("text/javascript", `globalThis[${JSON.stringify(mark)}] = true`)
  const code = `${text}\nimport "${isLinked}"\n//# sourceURL=${url}`
  try {
    return (await import(dataUrl("text/javascript", code))) as unknown
  } catch (error) {
    if (mark in globalThis) throw error
    const name = nameMissingIn(libraryUrl, error)
    // Others take a default import for all there is.
    if (name === undefined || name === "default") return undefined
    throw new UsageError(`it imports ${name} from iterable-data-import, which exports nothing of that name`)
  } finally {
    Reflect.deleteProperty(globalThis, mark)
  }
}

/** The name that Node.js did not find among those that a module exports. */
function nameMissingIn(url: string, error: unknown): string | undefined {
  const message = isThrown(error, SyntaxError) ? messageOf(error) : ""
  return message.includes(`'${url}'`)
    ? /does not provide an export named '(.*)'/.exec(message)?.[1]
    : undefined
}

function dataUrl(type: string, text: string): string {
  return `data:${type};base64,${Buffer.from(text).toString("base64")}`
}
